package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.audit.http.Trail;
import org.aliquot.server.fhir.limit.RequestSize;
import org.aliquot.server.view.format.RowFormat;

/**
 * A parameter of a request: of its URL, or of the Parameters resource in its body.
 *
 * @param json as a Parameters resource has it
 */
record Parameter(String name, JsonNode json) {
    private static final String VIEW = "ViewDefinition/";
    private static final String TEXT = "valueString";
    private static final String RESOURCE = "resource";

    /** Parameters that are resources. */
    private static final Set<String> BROUGHT = Set.of(RESOURCE, "viewResource");

    /** Of every FHIR request. */
    private static final String PRETTY = "_pretty";

    static List<Parameter> inUrl(HttpServletRequest request) {
        List<Parameter> all = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            for (String value : values) {
                all.add(new Parameter(
                        name, JsonNodeFactory.instance.objectNode().put(TEXT, value)));
            }
        });
        all.removeIf(parameter -> parameter.name.equals(PRETTY));
        return all;
    }

    /**
     * Of an operation: those in the URL, and those in its body.
     *
     * @throws InvalidRequestException where the body is something else than Parameters, or a resource stands in the URL
     */
    static List<Parameter> of(HttpServletRequest request, Optional<JsonNode> body) {
        List<Parameter> all = inUrl(request);
        for (Parameter parameter : all) {
            if (BROUGHT.contains(parameter.name)) {
                // URLs are kept in logs and in the audit.
                throw parameter.wrong("expected in the body, not in the URL");
            }
        }
        if (body.isPresent()) {
            if (!body.get().path("resourceType").asText().equals("Parameters")) {
                throw new InvalidRequestException("the body: expected a Parameters resource");
            }
            Trail.asked(request, asked(body.get().path("parameter")).toString());
            all.addAll(in(body.get().path("parameter")));
        }
        return all;
    }

    // Without the resources that are sent along to be worked on: they are no question.
    private static ArrayNode asked(JsonNode list) {
        ArrayNode plain = JsonNodeFactory.instance.arrayNode();
        list.forEach(one -> {
            ObjectNode copy = plain.addObject();
            boolean isBrought = BROUGHT.contains(one.path("name").asText());
            one.properties().stream()
                    .filter(field -> !field.getKey().equals(RESOURCE))
                    .filter(field -> !isBrought || !field.getKey().startsWith("value"))
                    .forEach(field -> copy.set(
                            field.getKey(),
                            field.getKey().equals("part") ? asked(field.getValue()) : field.getValue()));
        });
        return plain;
    }

    private static List<Parameter> in(JsonNode list) {
        List<Parameter> all = new ArrayList<>();
        list.forEach(one -> all.add(new Parameter(one.path("name").asText(), one)));
        return all;
    }

    /** What it is made of, where it is made of several. */
    List<Parameter> parts() {
        return in(json.path("part"));
    }

    /** @throws InvalidRequestException where one of the parameters is there more than once, but those that may */
    static void requireOnce(List<Parameter> parameters, Set<String> mayRepeat) {
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!seen.add(parameter.name) && !mayRepeat.contains(parameter.name)) {
                throw parameter.wrong("given more than once");
            }
        }
    }

    /** A ViewDefinition, whatever is in it. */
    JsonNode definition() {
        return brought().orElseThrow(() -> wrong("expected a ViewDefinition"));
    }

    /** A resource to make rows of. */
    JsonNode resource() {
        JsonNode resource = brought()
                .filter(node -> !node.path("resourceType").asText().isEmpty())
                .orElseThrow(() -> wrong("expected a resource, with its resourceType"));
        requireWritable(resource);
        return resource;
    }

    /** As a resource, or as the text of one. */
    private Optional<JsonNode> brought() {
        if (json.has(RESOURCE) || !json.has(TEXT)) {
            return Optional.of(json.path(RESOURCE)).filter(JsonNode::isObject);
        }
        try {
            return Optional.of(JsonBody.JSON.readTree(json.path(TEXT).asText())).filter(JsonNode::isObject);
        } catch (IOException e) {
            throw wrong("its " + TEXT + " is no JSON" + JsonBody.why(e));
        }
    }

    // The body is looked at for such as it comes, but not the texts in it.
    private void requireWritable(JsonNode node) {
        if (node.isBigDecimal() && Math.abs((long) node.decimalValue().scale()) > RequestSize.LARGEST_EXPONENT) {
            throw wrong(RequestSize.EXPONENT);
        }
        node.forEach(this::requireWritable);
    }

    /** Of whatever type of text, number or truth. */
    String text() {
        return json.properties().stream()
                .filter(field -> field.getKey().startsWith("value"))
                .map(Map.Entry::getValue)
                .filter(value -> value.isValueNode() && !value.isNull())
                .findFirst()
                .map(JsonNode::asText)
                .orElseThrow(() -> wrong("expected a value"));
    }

    boolean truth() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("expected true or false");
        };
    }

    RowFormat format() {
        return RowFormat.of(text()).orElseThrow(() -> wrong("expected " + RowFormat.EXPECTED));
    }

    /** A Reference's, or a text that is one. */
    String reference() {
        JsonNode reference = json.at("/valueReference/reference");
        return reference.isMissingNode() ? text() : reference.asText();
    }

    /** The name that a reference to a view has. */
    String view() {
        String reference = reference();
        if (!reference.startsWith(VIEW)) {
            throw wrong("expected a reference like " + VIEW + "NAME");
        }
        return reference.substring(VIEW.length());
    }

    InvalidRequestException unsupported() {
        return wrong("not supported here");
    }

    private InvalidRequestException wrong(String what) {
        return new InvalidRequestException("parameter " + name + ": " + what);
    }
}
