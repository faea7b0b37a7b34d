package org.aliquot.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** A job of {@code $import}, from outside. */
final class ImportJob {
    private static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("aliquot.patience", 300));

    private final ServerProcess server;
    private final String id;

    private ImportJob(ServerProcess server, String id) {
        this.server = server;
        this.id = id;
    }

    static ImportJob order(ServerProcess server, String via, ServedFile file) throws Exception {
        HttpResponse<String> accepted = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.base() + "/fhir/$import"))
                                .header("Content-Type", "application/json")
                                .header("Prefer", "respond-async")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"via\":\"" + via + "\",\"input\":[{\"url\":\"" + file.url() + "\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return new ImportJob(
                server,
                accepted.headers().firstValue("Content-Location").orElseThrow().replaceFirst(".*_jobId=", ""));
    }

    void untilRead(long lines) throws InterruptedException {
        until(status -> status.at("/lines/read").asLong() >= lines);
    }

    JsonNode untilDone() throws InterruptedException {
        return untilIn("done");
    }

    /** Until it waits for the database, or the database is away altogether, so that nobody can say what it does. */
    JsonNode untilPaused() throws InterruptedException {
        return until(status ->
                status.isMissingNode() || "paused".equals(status.path("state").asText()));
    }

    private JsonNode untilIn(String state) throws InterruptedException {
        return until(status -> state.equals(status.path("state").asText()));
    }

    /** A job that stands still is a bug that rarely shows itself: tells all that there is to know. */
    private JsonNode until(Predicate<JsonNode> condition) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        JsonNode status = status();
        while (!condition.test(status)) {
            if (Instant.now().isAfter(end)) {
                fail("stands still: %s; %s", status, server.threads());
            }
            Thread.sleep(10);
            status = status();
        }
        return status;
    }

    /** Nothing while the database is away. */
    private JsonNode status() {
        try {
            return server.get("/ops/ingest/" + id);
        } catch (IllegalStateException away) {
            return MissingNode.getInstance();
        }
    }
}
