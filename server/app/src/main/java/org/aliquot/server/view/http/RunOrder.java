package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code $run} is asked for: in the URL, or in a Parameters resource (SQL on FHIR 2, operation $viewdefinition-run).
 *
 * @param name of the view, where it is one of the server's
 * @param definition of the view, where the request brings it along
 * @param resources to run it over; empty: all that the server holds
 * @param limit most rows
 */
record RunOrder(
        Optional<String> name, Optional<JsonNode> definition, RowFormat format, List<JsonNode> resources, long limit) {
    private static final String REFERENCE = "ViewDefinition/";
    private static final List<String> NOT_YET = List.of("patient", "group", "source", "_since");

    /** @param body Parameters, or nothing */
    static RunOrder of(Optional<String> named, HttpServletRequest request, Optional<JsonNode> body) {
        Optional<String> name = named;
        Optional<JsonNode> definition = Optional.empty();
        List<JsonNode> resources = new ArrayList<>();
        Optional<String> format = Optional.ofNullable(request.getParameter("_format"));
        Optional<String> limit = Optional.ofNullable(request.getParameter("_limit"));
        NOT_YET.stream().filter(other -> request.getParameter(other) != null).forEach(RunOrder::refuse);
        if (body.isPresent()) {
            if (!body.get().path("resourceType").asText().equals("Parameters")) {
                throw new InvalidRequestException("the body: expected a Parameters resource");
            }
            for (JsonNode parameter : body.get().path("parameter")) {
                switch (parameter.path("name").asText()) {
                    case "viewResource" -> definition = Optional.of(parameter.path("resource"));
                    case "viewReference" -> {
                        if (named.isPresent()) {
                            throw new InvalidRequestException("parameter viewReference: the URL names a view already");
                        }
                        name = Optional.of(referred(parameter));
                    }
                    case "resource" -> resources.add(parameter.path("resource"));
                    case "_format" -> format = Optional.of(text(parameter));
                    case "_limit" -> limit = Optional.of(text(parameter));
                    default -> refuse(parameter.path("name").asText());
                }
            }
        }
        if (name.isPresent() == definition.isPresent()) {
            throw new InvalidRequestException(
                    "which view? Expected a name in the URL, or one of the parameters viewReference and viewResource");
        }
        return new RunOrder(name, definition, format(format, request), resources, limit(limit));
    }

    private static void refuse(String parameter) {
        throw new InvalidRequestException("parameter " + parameter + ": not supported here");
    }

    private static String referred(JsonNode parameter) {
        String reference = parameter.at("/valueReference/reference").asText();
        if (!reference.startsWith(REFERENCE)) {
            throw new InvalidRequestException("parameter viewReference: expected a reference as ViewDefinition/NAME");
        }
        return reference.substring(REFERENCE.length());
    }

    private static String text(JsonNode parameter) {
        for (String value : List.of("valueCode", "valueString", "valueInteger", "valuePositiveInt", "valueUri")) {
            if (parameter.has(value)) {
                return parameter.path(value).asText();
            }
        }
        throw new InvalidRequestException("parameter " + parameter.path("name").asText() + ": expected a value");
    }

    private static RowFormat format(Optional<String> said, HttpServletRequest request) {
        if (said.isPresent()) {
            return RowFormat.of(said.get())
                    .orElseThrow(() ->
                            new InvalidRequestException("parameter _format: expected ndjson, csv, json or parquet"));
        }
        String accepted = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        for (String type : accepted.split(",")) {
            Optional<RowFormat> format = RowFormat.of(type);
            if (format.isPresent()) {
                return format.get();
            }
        }
        return RowFormat.NDJSON;
    }

    private static long limit(Optional<String> said) {
        if (said.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!said.get().matches("[1-9][0-9]{0,15}")) {
            throw new InvalidRequestException("parameter _limit: expected a number of rows, 1 or more");
        }
        return Long.parseLong(said.get());
    }
}
