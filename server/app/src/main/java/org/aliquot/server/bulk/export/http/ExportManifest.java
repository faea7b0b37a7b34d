package org.aliquot.server.bulk.export.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.OutputFile;

/** What a job that is done answers with (FHIR Bulk Data Access IG 2.0, "Response - Complete Status", "Response - Output Manifest"). */
final class ExportManifest {
    private ExportManifest() {}

    /**
     * @param address where a file is
     * @param requiresAccessToken whether one needs a token to fetch them
     */
    static ObjectNode of(ExportJob job, Function<OutputFile, String> address, boolean requiresAccessToken) {
        ExportRun.Made made = job.made().orElseThrow();
        ObjectNode manifest = JsonNodeFactory.instance
                .objectNode()
                .put("transactionTime", made.transactionTime().toString())
                .put("request", job.request())
                .put("requiresAccessToken", requiresAccessToken);
        list(manifest.putArray("output"), made.output(), address);
        list(manifest.putArray("deleted"), made.deleted(), address);
        list(manifest.putArray("error"), made.errors(), address);
        return manifest;
    }

    private static void list(ArrayNode into, List<OutputFile> some, Function<OutputFile, String> address) {
        for (OutputFile file : some) {
            into.addObject()
                    .put("type", file.type())
                    .put("url", address.apply(file))
                    .put("count", file.count());
        }
    }
}
