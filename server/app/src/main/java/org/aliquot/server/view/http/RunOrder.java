package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.view.format.RowFormat;
import org.jspecify.annotations.Nullable;

/**
 * What {@code $run} is asked for (SQL on FHIR 2, operation $viewdefinition-run).
 *
 * @param name of the view, where it is one of the server's
 * @param definition of the view, where the request brings it along
 * @param hasHeader whether CSV begins with the columns' names
 * @param resources to run it over; empty: those of the server
 * @param choice which of the server's
 * @param limit most rows
 */
record RunOrder(
        Optional<String> name,
        Optional<JsonNode> definition,
        RowFormat format,
        boolean hasHeader,
        List<JsonNode> resources,
        Choice choice,
        long limit) {
    /**
     * @param named the view in the URL
     * @param accepted the header {@code Accept}, which counts where no parameter names a format
     */
    static RunOrder of(Optional<String> named, @Nullable String accepted, List<Parameter> parameters) {
        Parameter.requireOnce(parameters, Set.of("resource", "patient"));
        Optional<String> name = named;
        Optional<JsonNode> definition = Optional.empty();
        List<JsonNode> resources = new ArrayList<>();
        RowFormat format = Accepted.format(accepted);
        boolean hasHeader = true;
        long limit = Long.MAX_VALUE;
        for (Parameter parameter : parameters) {
            switch (parameter.name()) {
                case "viewResource" -> definition = Optional.of(parameter.definition());
                case "viewReference" -> {
                    if (named.isPresent()) {
                        throw new InvalidRequestException("parameter viewReference: the URL names a view already");
                    }
                    name = Optional.of(parameter.view());
                }
                case "resource" -> resources.add(parameter.resource());
                case "_format" -> format = parameter.format();
                case "header" -> hasHeader = parameter.truth();
                case "_limit" -> limit = limit(parameter.text());
                case "patient", "group", "_since" -> {
                    // Choice reads them.
                }
                default -> throw parameter.unsupported();
            }
        }
        if (name.isPresent() == definition.isPresent()) {
            throw new InvalidRequestException(
                    "which view? Expected a name in the URL, or one of the parameters viewReference and viewResource");
        }
        Choice choice = Choice.of(parameters);
        if (!resources.isEmpty() && !choice.isOfAll()) {
            throw new InvalidRequestException(
                    "parameters patient, group and _since choose among the server's resources;"
                            + " leave them out where the request brings resources along");
        }
        return new RunOrder(name, definition, format, hasHeader, resources, choice, limit);
    }

    private static long limit(String said) {
        if (!said.matches("[1-9][0-9]{0,15}")) {
            throw new InvalidRequestException("parameter _limit: expected a number of rows, 1 or more");
        }
        return Long.parseLong(said);
    }
}
