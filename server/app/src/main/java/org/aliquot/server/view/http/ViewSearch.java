package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which views a search finds: each of its parameters holds, by one of its values (FHIR R4, search). */
record ViewSearch(List<Predicate<JsonNode>> conditions) {
    private static final String EXPECTED = "expected _id, name, name:exact, url, status or resource";

    /** How an answer is to look; ours is JSON, whole and all at once. None of them chooses among the views. */
    private static final Set<String> ABOUT_THE_ANSWER =
            Set.of("_format", "_count", "_sort", "_summary", "_elements", "_total");

    /** @throws InvalidRequestException where a parameter is none of these: what it leaves out would be found */
    static ViewSearch of(List<Parameter> parameters) {
        return new ViewSearch(parameters.stream()
                .filter(parameter -> !ABOUT_THE_ANSWER.contains(parameter.name()))
                .map(ViewSearch::condition)
                .toList());
    }

    boolean finds(JsonNode definition) {
        return conditions.stream().allMatch(condition -> condition.test(definition));
    }

    private static Predicate<JsonNode> condition(Parameter parameter) {
        List<String> values = values(parameter);
        return switch (parameter.name()) {
            // A view's id is its name.
            case "_id", "name:exact" -> definition -> values.contains(text(definition, "name"));
            case "name" ->
                definition -> values.stream()
                        .anyMatch(value -> lower(text(definition, "name")).startsWith(lower(value)));
            case "url", "status", "resource" -> definition -> values.contains(text(definition, parameter.name()));
            default -> throw wrong(parameter, "not supported here; " + EXPECTED);
        };
    }

    private static List<String> values(Parameter parameter) {
        List<String> values = Stream.of(parameter.text().split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
        if (values.isEmpty()) {
            throw wrong(parameter, "has no value");
        }
        return values;
    }

    private static InvalidRequestException wrong(Parameter parameter, String what) {
        return new InvalidRequestException("parameter " + parameter.name() + ": " + what);
    }

    private static String text(JsonNode definition, String element) {
        return definition.path(element).asText();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
