package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.view.format.RowFormat;

/**
 * What {@code $viewdefinition-export} is asked for (SQL on FHIR 2.1, operation $viewdefinition-export).
 *
 * @param views whose rows are exported
 * @param hasHeader whether CSV begins with the columns' names
 * @param clientTrackingId what the client calls it
 */
record ExportRequest(
        List<Wanted> views, Choice choice, RowFormat format, boolean hasHeader, Optional<String> clientTrackingId) {
    /** Each has a file open, and looks at every resource of its type. */
    private static final int MOST = 32;

    /**
     * A view: one of the server's by its name, or one that comes along.
     *
     * @param output what its file is called, where not as the view
     */
    record Wanted(Optional<String> output, Optional<String> name, Optional<JsonNode> definition) {}

    /**
     * @param named the view in the URL
     * @throws InvalidRequestException naming the parameter, and what was expected
     */
    static ExportRequest of(Optional<String> named, List<Parameter> parameters) {
        Parameter.requireOnce(parameters, Set.of("view", "patient"));
        List<Wanted> views = new ArrayList<>();
        named.ifPresent(name -> views.add(new Wanted(Optional.empty(), named, Optional.empty())));
        RowFormat format = RowFormat.NDJSON;
        boolean hasHeader = true;
        Optional<String> tracking = Optional.empty();
        for (Parameter parameter : parameters) {
            switch (parameter.name()) {
                case "view" -> views.add(wanted(parameter));
                case "clientTrackingId" -> tracking = Optional.of(parameter.text());
                case "_format" -> format = parameter.format();
                case "header" -> hasHeader = parameter.truth();
                case "patient", "group", "_since" -> {
                    // Choice reads them.
                }
                default -> throw parameter.unsupported();
            }
        }
        if (views.isEmpty() || views.size() > MOST || named.isPresent() && views.size() > 1) {
            throw new InvalidRequestException("which views? Expected one in the URL, or 1 to " + MOST
                    + " parameters view, each with viewReference or viewResource");
        }
        return new ExportRequest(views, Choice.of(parameters), format, hasHeader, tracking);
    }

    private static Wanted wanted(Parameter view) {
        Parameter.requireOnce(view.parts(), Set.of());
        Optional<String> output = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<JsonNode> definition = Optional.empty();
        for (Parameter part : view.parts()) {
            switch (part.name()) {
                case "name" -> output = Optional.of(part.text());
                case "viewReference" -> name = Optional.of(part.view());
                case "viewResource" -> definition = Optional.of(part.definition());
                default -> throw part.unsupported();
            }
        }
        if (name.isPresent() == definition.isPresent()) {
            throw new InvalidRequestException("parameter view: expected one of viewReference and viewResource");
        }
        return new Wanted(output, name, definition);
    }
}
