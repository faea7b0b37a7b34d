package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** Exports while clients and loads change what is exported: each holds one state, and one after another nothing is missed. */
@WithServer
class ExportSnapshotTest {
    private static final int RESOURCES = 40;
    private static final int EXPORTS = 6;

    private final TestServer server;

    ExportSnapshotTest(TestServer server) {
        this.server = server;
    }

    @Test
    void eachExportIsTheStateOfItsInstantAndThoseThatFollowMissNothing() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(3);
        Map<String, String> mirror = new TreeMap<>();
        List<Future<?>> ends = List.of(
                writers.submit(() -> writeByRest(isOver, new Random(1))),
                writers.submit(() -> writeByRest(isOver, new Random(2))),
                writers.submit(() -> load(isOver)));
        Optional<Instant> since = Optional.empty();
        try {
            for (int i = 0; i < EXPORTS; i++) {
                since = Optional.of(follow(mirror, since));
            }
        } finally {
            isOver.set(true);
            writers.shutdown();
        }
        for (Future<?> end : ends) {
            end.get();
        }
        follow(mirror, since);

        // What a client that followed has, is what there is.
        Map<String, String> there = new TreeMap<>();
        Exported.of(server, "$export?_type=Basic")
                .lines()
                .forEach((reference, line) -> there.put(reference, version(line)));
        assertThat(mirror).isEqualTo(there);
    }

    /** One export from where the last one ended, held against the histories, and applied to the client's mirror. */
    private Instant follow(Map<String, String> mirror, Optional<Instant> since) {
        Exported exported = Exported.of(
                server,
                "$export?_type=Basic" + since.map(from -> "&_since=" + from).orElse(""));
        Instant instant = exported.transactionTime();
        exported.lines().forEach((reference, line) -> {
            assertThat(updated(line)).as(reference).isBeforeOrEqualTo(instant);
            assertThat(version(line)).as(reference + " at " + instant).isEqualTo(versionAt(reference, instant));
            mirror.put(reference, version(line));
        });
        assertThat(exported.deleted()).noneMatch(exported.lines()::containsKey);
        exported.deleted().forEach(mirror::remove);
        return instant;
    }

    private String versionAt(String reference, Instant instant) {
        JsonNode history = server.get(reference + "/_history?_count=500").tree();
        for (JsonNode entry : history.path("entry")) {
            JsonNode version = entry.path("resource");
            if (!version.isMissingNode() && !updated(version).isAfter(instant)) {
                return version(version);
            }
        }
        return "none";
    }

    private static String version(JsonNode resource) {
        return resource.at("/meta/versionId").asText();
    }

    private static Instant updated(JsonNode resource) {
        return java.time.OffsetDateTime.parse(resource.at("/meta/lastUpdated").asText())
                .toInstant();
    }

    private void writeByRest(AtomicBoolean isOver, Random random) {
        while (!isOver.get()) {
            String id = "Basic/snap-" + random.nextInt(RESOURCES);
            if (random.nextInt(5) == 0) {
                server.delete(id);
            } else {
                server.put(id, basic(id, random.nextInt()));
            }
        }
    }

    private void load(AtomicBoolean isOver) {
        for (int round = 0; !isOver.get(); round++) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < RESOURCES; i++) {
                lines.append(basic("Basic/loaded-" + i, round)).append('\n');
            }
            assertThat(server.post("/ops/ingest?source=snapshot", lines.toString(), "Content-Type", "text/plain")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static String basic(String reference, int value) {
        return "{\"resourceType\":\"Basic\",\"id\":\"" + reference.substring("Basic/".length())
                + "\",\"code\":{\"text\":\"v" + value + "\"}}";
    }
}
