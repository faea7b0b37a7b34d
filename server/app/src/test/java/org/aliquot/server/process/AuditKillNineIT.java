package org.aliquot.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was answered is accounted for, whatever happens to the process the moment after. */
class AuditKillNineIT {
    private static final int READERS = 4;
    private static final int KILL_AFTER = 300;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyAnsweredReadIsInTheAuditOnceAfterKillNine() throws Exception {
        try (ServerProcess server = ServerProcess.ofThisBuild("audit-kill").start()) {
            send(server, "PUT", "Patient/audited", "{\"resourceType\":\"Patient\",\"id\":\"audited\"}", "first");
            Set<String> answered = new ConcurrentSkipListSet<>();
            Thread[] readers = IntStream.range(0, READERS)
                    .mapToObj(reader -> new Thread(() -> read(server, reader, answered)))
                    .toArray(Thread[]::new);
            for (Thread reader : readers) {
                reader.start();
            }
            while (answered.size() < KILL_AFTER) {
                Thread.sleep(2);
            }
            server.kill();
            for (Thread reader : readers) {
                reader.join();
            }

            server.start();
            Set<String> told = new TreeSet<>();
            int entries = 0;
            for (String next = "/fhir/AuditEvent?patient=audited&subtype=read&_count=500"; next != null; ) {
                var bundle = server.get(next);
                for (var entry : bundle.path("entry")) {
                    entries++;
                    told.add(
                            entry.at("/resource/entity/0/what/identifier/value").asText());
                }
                next = null;
                for (var link : bundle.path("link")) {
                    if (link.path("relation").asText().equals("next")) {
                        next = link.path("url").asText().replaceFirst("^https?://[^/]+", "");
                    }
                }
            }
            assertThat(told).containsAll(answered);
            assertThat(entries).as("each once").isEqualTo(told.size());
            assertThat(told.size() - answered.size())
                    .as("besides those, the ones whose answers were on their way")
                    .isLessThanOrEqualTo(READERS);
            Cli.Result verified = Cli.run(
                    "audit",
                    "verify",
                    "--data-dir",
                    server.directory().resolve("data").toString());
            assertThat(verified.exitCode()).as(verified.toString()).isZero();
        }
    }

    private void read(ServerProcess server, int reader, Set<String> answered) {
        try {
            for (int i = 0; ; i++) {
                String id = "read-" + reader + "-" + i;
                if (send(server, "GET", "Patient/audited", null, id) == 200) {
                    answered.add(id);
                }
            }
        } catch (IOException killed) {
            // The end of this reader, as of the server.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int send(ServerProcess server, String method, String path, String body, String request)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(server.base() + "/fhir/" + path))
                .header("X-Request-ID", request)
                .header("Content-Type", "application/fhir+json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        return http.send(builder.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
