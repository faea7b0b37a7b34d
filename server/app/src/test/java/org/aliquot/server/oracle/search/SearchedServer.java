package org.aliquot.server.oracle.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final Pattern WHEN_WRITTEN = Pattern.compile("\"(lastUpdated|lastModified)\":\"[^\"]*\"");
    /** What follows # is the request that wrote: each side has its own, or none. */
    private static final Pattern REQUEST_ALONE = Pattern.compile(",?\"source\":\"#[^\"]*\"");

    private static final Pattern REQUEST = Pattern.compile("(\"source\":\"[^\"#]*)#[^\"]*\"");

    /**
     * What a server says, in words that two servers share: no address, no moment of writing, no id of its own.
     *
     * @param ownIds the entries of resources whose ids this server chose: sorted by id, they stand elsewhere on each side
     * @param isCut whether there are more pages than were turned
     */
    record Said(int status, String total, List<String> entries, Set<String> ownIds, boolean isCut) {
        private static boolean isBeside(String entry) {
            return entry.startsWith("include") || entry.startsWith("outcome");
        }

        private static String withoutMode(String entry) {
            return entry.substring(entry.indexOf(' ') + 1);
        }

        /** Whether some of what was to come along did not: which, depends on what else is on its page. */
        boolean isWithoutSomeIncludes() {
            return entries.stream().anyMatch(entry -> entry.startsWith("outcome"));
        }

        /**
         * The entries so that those of two servers can be compared one by one. Where their order is open so is what stands on one page:
         * what comes along comes once with each page that has its match, though it be a match itself on another.
         */
        List<String> inOrder(Search.Order order, boolean hasIncludes) {
            if (order == Search.Order.OPEN && isCut) {
                return List.of(entries.size() + " entries and more");
            }
            if (order == Search.Order.OPEN) {
                Set<String> matches = entries.stream()
                        .filter(entry -> !isBeside(entry))
                        .map(Said::withoutMode)
                        .collect(Collectors.toSet());
                return Stream.concat(
                                entries.stream().filter(entry -> !isBeside(entry)),
                                entries.stream()
                                        .filter(entry -> isBeside(entry) && hasIncludes)
                                        .filter(entry -> !matches.contains(withoutMode(entry)))
                                        .distinct())
                        .sorted()
                        .toList();
            }
            return Stream.concat(
                            entries.stream().filter(entry -> !ownIds.contains(entry)),
                            entries.stream().filter(ownIds::contains).sorted())
                    .toList();
        }
    }

    /** Asks, and turns all pages. */
    Said ask(Search search) {
        Answer page = server.get(inOwnWords(search.path()));
        if (!page.header("Content-Type").contains("json")) {
            // A Binary is read as what it holds.
            return new Said(page.status(), "none", List.of(page.body()), Set.of(), false);
        }
        String total = page.status() == 200 ? page.tree().path("total").asText("none") : "none";
        List<String> entries = new ArrayList<>();
        Set<String> ownIds = new HashSet<>();
        int status = page.status();
        boolean isCut = status == 200;
        for (int pages = 0; pages < MOST_PAGES && page.status() == 200; pages++) {
            JsonNode body = page.tree();
            if (!body.path("resourceType").asText().equals("Bundle")) {
                entries.add(inSharedWords(body.toString()));
                isCut = false;
                break;
            }
            for (JsonNode entry : body.path("entry")) {
                String said = inSharedWords(entry.path("search").path("mode").asText()
                        + entry.path("request").path("method").asText() + " "
                        + entry.path("fullUrl").asText() + " "
                        + entry.path("resource").path("meta").path("versionId").asText() + " "
                        + entry.path("response").path("status").asText() + " " + entry.path("resource"));
                entries.add(said);
                if (aliases.containsKey(referenceIn(entry))) {
                    ownIds.add(said);
                }
            }
            String next = nextOf(body);
            isCut = next != null;
            if (!isCut) {
                break;
            }
            page = server.get(next);
            status = page.status();
        }
        return new Said(status, total, entries, ownIds, isCut);
    }

    private static String referenceIn(JsonNode entry) {
        JsonNode resource = entry.path("resource");
        return resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
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
        String shared = text.replace(server.fhirUrl(), "BASE");
        shared = WHEN_WRITTEN.matcher(shared).replaceAll("\"$1\":\"…\"");
        shared = REQUEST_ALONE.matcher(shared).replaceAll("");
        return withSharedIds(REQUEST.matcher(shared).replaceAll("$1\""));
    }

    /** Ids that this server chose, said as both sides know them. */
    String withSharedIds(String text) {
        String shared = text;
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            shared = shared.replace(idOf(alias.getKey()), idOf(alias.getValue()));
        }
        return shared;
    }

    private static String idOf(String reference) {
        return reference.substring(reference.indexOf('/') + 1);
    }
}
