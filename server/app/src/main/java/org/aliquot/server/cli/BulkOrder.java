package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a server is asked to export.
 *
 * @param path the kick-off's address below {@code /fhir}
 * @param body Parameters that are posted; empty: a GET
 * @param manifest makes a Bulk Data manifest of the answer of an export that is done
 */
record BulkOrder(String path, Optional<String> body, UnaryOperator<JsonNode> manifest) {
    /** {@code $export}, whose answer is a manifest already. */
    static BulkOrder resources(String path) {
        return new BulkOrder(path, Optional.empty(), answer -> answer);
    }

    /** {@code $viewdefinition-export} of views that the server has. */
    static BulkOrder views(List<String> names, String format) {
        ObjectNode order = JsonNodeFactory.instance.objectNode().put("resourceType", "Parameters");
        var parameters = order.putArray("parameter");
        parameters.addObject().put("name", "_format").put("valueCode", format);
        for (String name : names) {
            parameters
                    .addObject()
                    .put("name", "view")
                    .putArray("part")
                    .addObject()
                    .put("name", "viewReference")
                    .putObject("valueReference")
                    .put("reference", "ViewDefinition/" + name);
        }
        return new BulkOrder(
                "/ViewDefinition/$viewdefinition-export", Optional.of(order.toString()), BulkOrder::manifestOfRows);
    }

    private static JsonNode manifestOfRows(JsonNode result) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        for (JsonNode parameter : result.path("parameter")) {
            String name = parameter.path("name").asText();
            if (name.equals("output") || name.equals("error")) {
                for (JsonNode part : parameter.path("part")) {
                    if (part.path("name").asText().equals("location")) {
                        manifest.withArray("/" + name)
                                .addObject()
                                .put("url", part.path("valueUri").asText());
                    }
                }
            }
        }
        return manifest;
    }

    /** In whole: the same words ask for the same. */
    String words() {
        return path + body.map(parameters -> " " + parameters).orElse("");
    }
}
