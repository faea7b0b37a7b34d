package org.aliquot.server.view.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What is no error in a view and yet surely not meant, told beside an answer: as headers, or as the OperationOutcome asked for instead. */
final class Warnings {
    private static final String OUTCOME = "return=OperationOutcome";

    /** Headers have little room; an OperationOutcome has all. */
    private static final int MOST = 10;

    private static final int LONGEST = 300;

    private Warnings() {}

    /** Whether the client would rather have them than what it sent (FHIR R4, http, 3.1.0.1.8). */
    static boolean areWanted(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Prefer")).stream()
                .flatMap(header -> Arrays.stream(header.split("[,;]")))
                .anyMatch(preference -> preference.strip().equalsIgnoreCase(OUTCOME));
    }

    /** @param warnings in plain words */
    static void tell(List<String> warnings, HttpServletResponse response) {
        warnings.stream().limit(MOST).forEach(warning -> add(warning, response));
        if (warnings.size() > MOST) {
            add((warnings.size() - MOST) + " more warnings; Prefer: " + OUTCOME + " has all", response);
        }
    }

    // RFC 7234 5.5: 199 is any warning. What stands between the quotes may be the client's own words.
    private static void add(String warning, HttpServletResponse response) {
        String plain = warning.substring(0, Math.min(LONGEST, warning.length()))
                .replaceAll("[^ -~]", "?")
                .replace('"', '\'')
                .replace('\\', '/');
        response.addHeader("Warning", "199 aliquot \"" + plain + "\"");
    }

    /** @param warnings in plain words; without any the outcome says that all is well */
    static ObjectNode outcome(List<String> warnings) {
        ObjectNode outcome = JsonBody.JSON.createObjectNode().put("resourceType", "OperationOutcome");
        ArrayNode issues = outcome.putArray("issue");
        warnings.forEach(warning -> issues.addObject()
                .put("severity", "warning")
                .put("code", "processing")
                .put("diagnostics", warning));
        if (issues.isEmpty()) {
            issues.addObject()
                    .put("severity", "information")
                    .put("code", "informational")
                    .put("diagnostics", "the view is kept");
        }
        return outcome;
    }
}
