package org.aliquot.server.view.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.order.ViewsOrder;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.OutputFile;

/** What an export of views says of itself: a Parameters resource (SQL on FHIR 2.1, $viewdefinition-export, output parameters). */
final class ViewExportResult {
    private final ObjectNode resource = JsonNodeFactory.instance.objectNode().put("resourceType", "Parameters");
    private final ArrayNode parameters = resource.putArray("parameter");

    private ViewExportResult(String id, ViewsOrder order, String status, String address) {
        add("exportId", "valueString", id);
        order.clientTrackingId().ifPresent(tracking -> add("clientTrackingId", "valueString", tracking));
        add("status", "valueCode", status);
        add("location", "valueUri", address);
        add("_format", "valueCode", order.format().code());
    }

    /** @param address where the export is asked for */
    static ObjectNode accepted(String id, ViewsOrder order, String address) {
        return new ViewExportResult(id, order, "accepted", address).resource;
    }

    /** @param address where the export is asked for */
    static ObjectNode underWay(ExportJob job, String address) {
        return of(job, "in-progress", address).resource;
    }

    /**
     * @param address where the export is asked for
     * @param files what addresses of its files begin with
     */
    static ObjectNode done(ExportJob job, String address, String files) {
        ViewExportResult result = of(job, "completed", address);
        Instant start = job.started().orElse(job.created());
        Instant end = job.ended().orElse(start);
        result.add("exportStartTime", "valueInstant", start.toString());
        result.add("exportEndTime", "valueInstant", end.toString());
        result.parameters
                .addObject()
                .put("name", "exportDuration")
                .put("valueInteger", Duration.between(start, end).toSeconds());
        ExportRun.Made made = job.made().orElseThrow();
        for (OutputFile file : made.output()) {
            ArrayNode parts = result.parts("output");
            add(parts, "name", "valueString", file.type());
            add(parts, "location", "valueUri", files + file.name());
        }
        // The specification has no place for resources that make no rows.
        for (OutputFile file : made.errors()) {
            add(result.parts("error"), "location", "valueUri", files + file.name());
        }
        return result.resource;
    }

    private static ViewExportResult of(ExportJob job, String status, String address) {
        return new ViewExportResult(job.id(), job.order().views().orElseThrow(), status, address);
    }

    private ArrayNode parts(String name) {
        return parameters.addObject().put("name", name).putArray("part");
    }

    private void add(String name, String type, String value) {
        add(parameters, name, type, value);
    }

    private static void add(ArrayNode into, String name, String type, String value) {
        into.addObject().put("name", name).put(type, value);
    }
}
