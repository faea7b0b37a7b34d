package org.aliquot.server.bulk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The answer about a job that failed (asynchronous pattern, error status). Not an exception: of what goes wrong within, clients are
 * told nothing, and this is said in words that are for them.
 */
public final class FailedJob {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FailedJob() {}

    /** @param what in full, such as {@code this import failed: …} */
    public static void tell(HttpServletResponse response, String what) throws IOException {
        response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        response.setContentType("application/fhir+json");
        ObjectNode outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", "exception")
                .put("diagnostics", what);
        try (OutputStream out = response.getOutputStream()) {
            JSON.writeValue(out, outcome);
        }
    }
}
