package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code $run} is asked for: in the URL, or in a Parameters resource (SQL on FHIR 2, operation $viewdefinition-run).
 *
 * @param name of the view, where it is one of the server's
 * @param definition of the view, where the request brings it along
 * @param resources to run it over; empty: those of the server
 * @param patients references to those whose resources they are; none: everybody's
 * @param group id of the Group whose members' they are
 * @param since when they have been changed; one instant, or none
 * @param limit most rows
 */
record RunOrder(
        Optional<String> name,
        Optional<JsonNode> definition,
        RowFormat format,
        List<JsonNode> resources,
        List<String> patients,
        Optional<String> group,
        List<String> since,
        long limit) {
    private static final String REFERENCE = "ViewDefinition/";
    private static final List<String> VALUES =
            List.of("valueCode", "valueString", "valueInteger", "valuePositiveInt", "valueUri", "valueInstant");
    private static final Pattern GROUP = Pattern.compile("(?:Group/)?([A-Za-z0-9\\-.]{1,64})");

    /** @param body Parameters, or nothing */
    static RunOrder of(Optional<String> named, HttpServletRequest request, Optional<JsonNode> body) {
        Optional<String> name = named;
        Optional<JsonNode> definition = Optional.empty();
        List<JsonNode> resources = new ArrayList<>();
        Optional<String> format = Optional.ofNullable(request.getParameter("_format"));
        Optional<String> limit = Optional.ofNullable(request.getParameter("_limit"));
        List<String> patients = inUrl(request, "patient");
        List<String> groups = inUrl(request, "group");
        List<String> since = inUrl(request, "_since");
        if (request.getParameter("source") != null) {
            refuse("source");
        }
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
                    case "patient" -> patients.add(reference(parameter));
                    case "group" -> groups.add(reference(parameter));
                    case "_since" -> since.add(text(parameter));
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
        if (!resources.isEmpty() && !(patients.isEmpty() && groups.isEmpty() && since.isEmpty())) {
            throw new InvalidRequestException(
                    "parameters patient, group and _since choose among the server's resources;"
                            + " leave them out where the request brings resources along");
        }
        return new RunOrder(
                name, definition, format(format, request), resources, patients, group(groups), since, limit(limit));
    }

    private static List<String> inUrl(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? new ArrayList<>() : new ArrayList<>(List.of(values));
    }

    private static Optional<String> group(List<String> references) {
        if (references.isEmpty()) {
            return Optional.empty();
        }
        Matcher group = GROUP.matcher(references.get(0));
        if (references.size() > 1 || !group.matches()) {
            throw new InvalidRequestException("parameter group: expected one reference like Group/12");
        }
        return Optional.of(group.group(1));
    }

    private static void refuse(String parameter) {
        throw new InvalidRequestException("parameter " + parameter + ": not supported here");
    }

    private static String referred(JsonNode parameter) {
        String reference = reference(parameter);
        if (!reference.startsWith(REFERENCE)) {
            throw new InvalidRequestException("parameter viewReference: expected a reference as ViewDefinition/NAME");
        }
        return reference.substring(REFERENCE.length());
    }

    private static String reference(JsonNode parameter) {
        return parameter.at("/valueReference/reference").asText();
    }

    private static String text(JsonNode parameter) {
        for (String value : VALUES) {
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
