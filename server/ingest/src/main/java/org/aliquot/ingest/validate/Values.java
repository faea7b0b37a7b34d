package org.aliquot.ingest.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.aliquot.ingest.validate.fhirpath.Node;

/** What ElementDefinition.fixed, pattern and binding ask of a value (FHIR R4 elementdefinition.html). */
final class Values {
    private Values() {}

    static Predicate<Node> fixed(JsonNode value) {
        return node -> node.json() != null
                && (value.isTextual() ? value.textValue().equals(node.json().asText()) : value.equals(node.json()));
    }

    static Predicate<Node> pattern(JsonNode pattern) {
        return node -> node.json() != null && hasAll(node.json(), pattern);
    }

    // What the pattern has the value has too; each item of an array somewhere in the value's.
    private static boolean hasAll(JsonNode value, JsonNode pattern) {
        if (pattern.isObject()) {
            for (Map.Entry<String, JsonNode> member : pattern.properties()) {
                if (!hasAll(value.path(member.getKey()), member.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (pattern.isArray()) {
            for (JsonNode wanted : pattern) {
                boolean isThere = false;
                for (JsonNode item : value) {
                    isThere |= hasAll(item, wanted);
                }
                if (!isThere) {
                    return false;
                }
            }
            return true;
        }
        return pattern.equals(value);
    }

    /** @param codes each as {@code system|code} */
    static Predicate<Node> bound(Set<String> codes) {
        return node -> node.json() != null && isBound(node.json(), node.typeName(), codes);
    }

    private static boolean isBound(JsonNode value, String type, Set<String> codes) {
        return switch (type) {
            case "CodeableConcept" -> {
                for (JsonNode coding : value.path("coding")) {
                    if (isBound(coding, "Coding", codes)) {
                        yield true;
                    }
                }
                yield false;
            }
            case "Coding", "Quantity" ->
                codes.contains(
                        value.path("system").asText() + "|" + value.path("code").asText());
            default -> codes.stream().anyMatch(code -> code.endsWith("|" + value.asText()));
        };
    }
}
