package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
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

    /** By the table itself: HAPI counts a history and then reads it, and what comes between pushes out the oldest. */
    private String versionAt(String reference, Instant instant) {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        select case when v.res_encoding = 'DEL' then 'deleted' else v.res_ver::text end
                        from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id
                        where r.res_type = 'Basic' and r.fhir_id = ? and v.res_updated <= ?::timestamp
                        order by v.res_ver desc limit 1""")) {
            query.setString(1, reference.substring("Basic/".length()));
            query.setString(2, LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "none";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String version(JsonNode resource) {
        return resource.at("/meta/versionId").asText();
    }

    private static Instant updated(JsonNode resource) {
        return OffsetDateTime.parse(resource.at("/meta/lastUpdated").asText()).toInstant();
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
