package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import org.aliquot.ingest.job.ledger.SourceStatus;

/** A source that could not be read to its end, as a line of NDJSON: an OperationOutcome. */
final class FailedSourceJson {
    private FailedSourceJson() {}

    static void write(SourceStatus source, OutputStream out) throws IOException {
        ObjectNode outcome = JsonNodeFactory.instance.objectNode().put("resourceType", "OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", "incomplete")
                .put("diagnostics", source.spec().name() + ": " + source.reason());
        out.write((outcome + "\n").getBytes(UTF_8));
    }
}
