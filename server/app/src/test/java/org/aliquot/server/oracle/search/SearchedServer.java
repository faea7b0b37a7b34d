package org.aliquot.server.oracle.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;

/**
 * A server that is asked.
 *
 * @param aliases what this side calls the resources whose ids it chose, and what both sides call them
 * @param marks moments between the steps
 */
public record SearchedServer(String name, TestServer server, Map<String, String> aliases, List<Instant> marks) {
    private static final int MOST_PAGES = 200;

    /** What a server says, in words that two servers share: no address, no moment of writing, no id of its own. */
    record Said(int status, String total, List<String> entries) {}

    /** Asks, and turns all pages. */
    Said ask(Search search) {
        Answer page = server.get(inOwnWords(search.path()));
        String total = page.status() == 200 ? page.tree().path("total").asText("none") : "none";
        List<String> entries = new ArrayList<>();
        int status = page.status();
        for (int pages = 0; pages < MOST_PAGES && page.status() == 200; pages++) {
            JsonNode body = page.tree();
            if (!body.path("resourceType").asText().equals("Bundle")) {
                entries.add(inSharedWords(body.toString()));
                break;
            }
            for (JsonNode entry : body.path("entry")) {
                entries.add(inSharedWords(
                        entry.path("search").path("mode").asText()
                                + entry.path("request").path("method").asText() + " "
                                + entry.path("fullUrl").asText() + " "
                                + entry.path("resource").path("meta").path("versionId").asText() + " "
                                + entry.path("response").path("status").asText() + " " + entry.path("resource")));
            }
            String next = nextOf(body);
            if (next == null) {
                break;
            }
            page = server.get(next);
            status = page.status();
        }
        return new Said(status, total, entries);
    }

    private static String nextOf(JsonNode bundle) {
        for (JsonNode link : bundle.path("link")) {
            if (link.path("relation").asText().equals("next")) {
                return link.path("url").asText();
            }
        }
        return null;
    }

    private String inOwnWords(String path) {
        String own = path;
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            own = own.replace(idOf(alias.getValue()), idOf(alias.getKey()));
        }
        for (int i = 0; own.contains("{mark") && i < marks.size(); i++) {
            own = own.replace("{mark " + i + "}", marks.get(i).toString());
        }
        return own;
    }

    private String inSharedWords(String text) {
        String shared = text.replace(server.fhirUrl(), "BASE")
                .replaceAll("\"(lastUpdated|lastModified)\":\"[^\"]*\"", "\"$1\":\"…\"");
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            shared = shared.replace(idOf(alias.getKey()), idOf(alias.getValue()));
        }
        return shared;
    }

    private static String idOf(String reference) {
        return reference.substring(reference.indexOf('/') + 1);
    }
}
