package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeDeclaredChildDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.resource.StoredJson;

/**
 * {@code _elements}: of each resource what was asked for, what it must have, what changes the meaning of the rest (modifiers), its id, its
 * meta, and what is contained in it, which what is kept may refer to. Bytes are copied as they are. One thread at a time.
 */
final class ElementChoice {
    private static final JsonFactory JSON = StoredJson.FACTORY;

    private static final String CHOICE = "[x]";

    private final FhirContext fhir;
    private final List<String> asked;
    private final Map<String, Set<String>> members = new HashMap<>();
    private final JsonLine kept = new JsonLine();

    /** @param asked {@code Type.element}, or {@code element} of any type */
    ElementChoice(FhirContext fhir, List<String> asked) {
        this.fhir = fhir;
        this.asked = asked;
    }

    /** A resource with less in it; good until the next call. */
    JsonLine of(String type, JsonLine resource) throws IOException {
        Set<String> wanted = members.computeIfAbsent(type, this::membersOf);
        byte[] bytes = resource.bytes();
        kept.reset();
        kept.write('{');
        try (JsonParser parser = JSON.createParser(bytes, 0, resource.size())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                parser.skipChildren();
                // A text is read on demand; behind it we know where it ends.
                parser.finishToken();
                int to = (int) parser.currentLocation().getByteOffset();
                if (wanted.contains(name) || name.startsWith("_") && wanted.contains(name.substring(1))) {
                    if (kept.size() > 1) {
                        kept.write(',');
                    }
                    kept.write(bytes, from, to - from);
                }
            }
        }
        kept.write('}');
        return kept;
    }

    private Set<String> membersOf(String type) {
        Set<String> wanted = new HashSet<>(Set.of("resourceType", "id", "meta", "contained"));
        for (BaseRuntimeChildDefinition child : fhir.getResourceDefinition(type).getChildren()) {
            String element = child.getElementName().replace(CHOICE, "");
            if (child.getMin() > 0
                    || isModifier(child)
                    || asked.contains(element)
                    || asked.contains(type + "." + element)) {
                wanted.addAll(child.getValidChildNames());
            }
        }
        return wanted;
    }

    /** Without it the rest would say something else: an order what is not to be done. */
    private static boolean isModifier(BaseRuntimeChildDefinition child) {
        return child instanceof BaseRuntimeDeclaredChildDefinition declared && declared.isModifier();
    }
}
