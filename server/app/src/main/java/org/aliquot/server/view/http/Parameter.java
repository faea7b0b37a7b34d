package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.server.audit.http.Trail;
import org.aliquot.server.view.format.RowFormat;

/**
 * A parameter of a request: of its URL, or of the Parameters resource in its body.
 *
 * @param json as a Parameters resource has it
 */
record Parameter(String name, JsonNode json) {
    private static final String VIEW = "ViewDefinition/";
    private static final String TEXT = "valueString";
    private static final List<String> VALUES =
            List.of("valueCode", TEXT, "valueBoolean", "valueInteger", "valuePositiveInt", "valueUri", "valueInstant");

    /** Of every FHIR request. */
    private static final String PRETTY = "_pretty";

    /** @throws InvalidRequestException where the body is something else than Parameters */
    static List<Parameter> of(HttpServletRequest request, Optional<JsonNode> body) {
        List<Parameter> all = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            for (String value : values) {
                all.add(new Parameter(
                        name, JsonNodeFactory.instance.objectNode().put(TEXT, value)));
            }
        });
        all.removeIf(parameter -> parameter.name.equals(PRETTY));
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
            one.properties().stream()
                    .filter(field -> !field.getKey().equals("resource"))
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

    JsonNode resource() {
        return json.path("resource");
    }

    String text() {
        return VALUES.stream()
                .filter(json::has)
                .findFirst()
                .map(value -> json.path(value).asText())
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
