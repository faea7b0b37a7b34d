package org.aliquot.server.audit.http;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;

/** The audit of a server that other tests used a moment ago, and may have filled: every page of it. */
final class TrailSince {
    private final TestServer server;
    private final String start = Clock.systemUTC().instant().minusSeconds(1).toString();

    TrailSince(TestServer server) {
        this.server = server;
    }

    /** Pages of what was noted since this was made, the oldest entry first. */
    List<Answer> pages(String... headers) {
        List<Answer> pages = new ArrayList<>();
        for (String next = "AuditEvent?_sort=date&_count=500&date=gt" + start; !next.isEmpty(); ) {
            Answer page = server.get(next, headers);
            pages.add(page);
            next = "";
            for (var link : page.tree().path("link")) {
                if (link.path("relation").asText().equals("next")) {
                    next = link.path("url").asText();
                }
            }
        }
        return pages;
    }
}
