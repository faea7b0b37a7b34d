package org.aliquot.server.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.bulk.CopySettings;
import org.aliquot.ingest.bulk.CopyWriters;
import org.aliquot.ingest.bulk.Extractors;
import org.aliquot.ingest.bulk.UpdateReadiness;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.ingest.hapi.HapiDaoBulkStore;
import org.aliquot.ingest.validate.LineCheck;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Several batches under way, and other writers beside them. */
@WithServer
class CopySessionTest {
    private final TestServer server;
    private final CopyBulkStore store;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    CopySessionTest(TestServer server) {
        this.server = server;
        this.store = server.bean(CopyBulkStore.class);
    }

    @Test
    void aBatchMayReferToOneThatIsStillUnderWay() throws Exception {
        List<CompletableFuture<List<Outcome>>> results = new ArrayList<>();
        try (BulkSession session = store.open()) {
            for (int i = 0; i < 12; i++) {
                results.add(session.store(
                        List.of(
                                prepared(patient("chain" + i, "F" + i)),
                                prepared(observation("chain" + i, "Patient/chain" + Math.max(0, i - 1) + "-" + n))),
                        TransactionStep.NONE));
            }
        }
        for (CompletableFuture<List<Outcome>> result : results) {
            assertThat(result.join()).allMatch(Outcome.Stored.class::isInstance);
        }
        assertThat(server.get("Observation?subject=Patient/chain10-" + n)
                        .tree()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void versionsFollowTheOrderOfTheBatches() throws Exception {
        List<CompletableFuture<List<Outcome>>> results = new ArrayList<>();
        try (BulkSession session = store.open()) {
            for (int i = 1; i <= 8; i++) {
                results.add(session.store(List.of(prepared(patient("v", "Name" + i))), TransactionStep.NONE));
            }
        }
        for (int i = 0; i < 8; i++) {
            assertThat(results.get(i).join()).containsExactly(new Outcome.Stored("Patient/v-" + n, i + 1));
        }
        assertThat(server.get("Patient/v-" + n).tree().at("/name/0/family").asText())
                .isEqualTo("Name8");
        assertThat(indexedNames("v")).containsExactly("NAME8");
    }

    @Test
    void aFailureEndsTheSessionAndNothingAfterItIsStored() throws Exception {
        TransactionStep fails = (connection, outcomes) -> {
            throw new IllegalStateException("the checkpoint is another's");
        };
        try (BulkSession session = store.open()) {
            var first = session.store(List.of(prepared(patient("e1", "A"))), TransactionStep.NONE);
            var second = session.store(List.of(prepared(patient("e2", "B"))), fails);
            var third = session.store(List.of(prepared(patient("e3", "C"))), TransactionStep.NONE);

            assertThat(first.join()).hasSize(1);
            assertThatThrownBy(second::join).hasRootCauseMessage("the checkpoint is another's");
            assertThatThrownBy(third::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreUnavailableException.class);
        }
        assertThat(server.get("Patient/e1-" + n).status()).isEqualTo(200);
        assertThat(server.get("Patient/e2-" + n).status()).isEqualTo(404);
        assertThat(server.get("Patient/e3-" + n).status()).isEqualTo(404);
    }

    @Test
    void twoSessionsThatCreateTheSameResourcesMakeEachOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<List<Outcome>>> results = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            results.add(threads.submit(() -> {
                List<Outcome> outcomes = new ArrayList<>();
                try (BulkSession session = store.open()) {
                    for (int i = 0; i < 10; i++) {
                        List<PreparedLine> batch = new ArrayList<>();
                        for (int j = 0; j < 5; j++) {
                            batch.add(prepared(patient("same" + i + "-" + j, "Same")));
                        }
                        outcomes.addAll(
                                session.store(batch, TransactionStep.NONE).join());
                    }
                }
                return outcomes;
            }));
        }
        long stored = 0;
        for (Future<List<Outcome>> result : results) {
            stored += result.get().stream()
                    .filter(Outcome.Stored.class::isInstance)
                    .count();
        }
        threads.shutdown();
        assertThat(stored).isEqualTo(50);
        assertThat(count("select count(*) from hfj_resource where fhir_id like ?", "same%-" + n))
                .isEqualTo(50);
    }

    @Test
    void restWritersOfTheSameResourceLoseNothingAndAreNotLost() throws Exception {
        server.put("Patient/race-" + n, patient("race", "Start"));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<Integer> rest = threads.submit(() -> {
            int written = 0;
            for (int i = 0; i < 25; i++) {
                if (server.put("Patient/race-" + n, patient("race", "Rest" + i)).status() == 200) {
                    written++;
                }
            }
            return written;
        });
        Future<Integer> copied = threads.submit(() -> {
            int written = 0;
            try (BulkSession session = store.open()) {
                for (int i = 0; i < 25; i++) {
                    List<Outcome> outcomes = session.store(
                                    List.of(prepared(patient("race", "Copy" + i))), TransactionStep.NONE)
                            .join();
                    written += outcomes.get(0) instanceof Outcome.Stored ? 1 : 0;
                }
            }
            return written;
        });
        int expected = 1 + rest.get() + copied.get();
        threads.shutdown();

        long version =
                server.get("Patient/race-" + n).tree().at("/meta/versionId").asLong();
        assertThat(version).isEqualTo(expected);
        assertThat(count(
                        "select count(distinct v.res_ver) from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id"
                                + " where r.fhir_id = ?",
                        "race-" + n))
                .isEqualTo(expected);
        assertThat(indexedNames("race")).hasSize(1);
    }

    @Test
    void aTagThatIsAddedWhileABatchWaitsToWriteStays() throws Exception {
        server.put("Patient/tagged-" + n, tagged("Before", "first"));
        try (Connection other = server.bean(DataSource.class).getConnection();
                Statement statement = other.createStatement();
                BulkSession session = store.open()) {
            other.setAutoCommit(false);
            statement.executeQuery("select 1 from hfj_resource where fhir_id = 'tagged-" + n + "' for update");
            CompletableFuture<List<Outcome>> result =
                    session.store(List.of(prepared(tagged("After", "second"))), TransactionStep.NONE);
            untilAWriterWaitsForALock();
            assertThat(server.post("Patient/tagged-" + n + "/$meta-add", """
                            {"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":
                            {"tag":[{"system":"urn:t","code":"third"}]}}]}""").status())
                    .isEqualTo(200);
            other.commit();

            assertThat(result.join()).containsExactly(new Outcome.Stored("Patient/tagged-" + n, 2));
        }
        JsonNode patient = server.get("Patient/tagged-" + n).tree();
        assertThat(patient.at("/name/0/family").asText()).isEqualTo("After");
        assertThat(patient.at("/meta/tag").findValuesAsText("code"))
                .containsExactlyInAnyOrder("first", "second", "third");
    }

    private String tagged(String family, String tag) {
        return "{\"resourceType\":\"Patient\",\"id\":\"tagged-" + n
                + "\",\"meta\":{\"tag\":[{\"system\":\"urn:t\",\"code\":\"" + tag + "\"}]},\"name\":[{\"family\":\""
                + family + "\"}]}";
    }

    private void untilAWriterWaitsForALock() throws SQLException {
        while (count("select count(*) from pg_stat_activity where wait_event_type = ?", "Lock") == 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void aLongLockIsNoReasonToRefuseAGoodLine() throws Exception {
        CopyBulkStore impatient = store(server.bean(DataSource.class), new CopySettings(2, Duration.ofMillis(50), 2));
        SourceLine line = new SourceLine("test", 1, 0, patient("locked", "A").getBytes(UTF_8));
        try (Connection builder = server.bean(DataSource.class).getConnection();
                Statement locks = builder.createStatement()) {
            builder.setAutoCommit(false);
            // As CREATE INDEX does.
            locks.execute("lock table hfj_spidx_string in share mode");
            try (BulkSession session = impatient.open()) {
                var result = session.store(List.of(impatient.prepare(line)), TransactionStep.NONE);

                assertThatThrownBy(result::join)
                        .cause()
                        .isInstanceOf(StoreUnavailableException.class)
                        .matches(DatabaseTrouble::isCauseOf, "passes");
            }
            builder.rollback();
        }
        try (BulkSession session = impatient.open()) {
            assertThat(session.store(List.of(impatient.prepare(line)), TransactionStep.NONE)
                            .join())
                    .containsExactly(new Outcome.Stored("Patient/locked-" + n, 1));
        }
    }

    @Test
    void aBatchTakesNoConnectionBeforeTheOneItWaitsForHasOne() throws Exception {
        try (HikariDataSource single = poolOfOne()) {
            CopyBulkStore poor = store(new SlowFirstWriter(single), CopySettings.DEFAULT);
            List<CompletableFuture<List<Outcome>>> results = new ArrayList<>();
            try (BulkSession session = poor.open()) {
                for (int i = 0; i < 4; i++) {
                    results.add(session.store(List.of(prepared(patient("poor" + i, "A"))), TransactionStep.NONE));
                }
            }
            for (CompletableFuture<List<Outcome>> result : results) {
                assertThat(result.join()).allMatch(Outcome.Stored.class::isInstance);
            }
        }
    }

    private HikariDataSource poolOfOne() {
        HikariDataSource servers = server.bean(HikariDataSource.class);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(servers.getJdbcUrl());
        config.setUsername(servers.getUsername());
        config.setPassword(servers.getPassword());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    private CopyBulkStore store(DataSource dataSource, CopySettings settings) {
        return new CopyBulkStore(
                dataSource,
                server.bean(Extractors.class),
                LineCheck.NONE,
                server.bean(HapiDaoBulkStore.class),
                server.bean("loadWriters", CopyWriters.class),
                settings,
                plan -> {},
                UpdateReadiness.ALWAYS,
                new WritesUnderWay(Clock.systemUTC()),
                Clock.systemUTC());
    }

    /** The first writer asks late, so that others would have the chance to be before it. */
    private static final class SlowFirstWriter extends DelegatingDataSource {
        private final AtomicBoolean isFirst = new AtomicBoolean(true);

        SlowFirstWriter(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (Thread.currentThread().getName().equals("ingest-write") && isFirst.getAndSet(false)) {
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
            return super.getConnection();
        }
    }

    private List<String> indexedNames(String id) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement("select distinct s.sp_value_normalized"
                        + " from hfj_spidx_string s join hfj_resource r on r.res_id = s.res_id"
                        + " where r.fhir_id = ?")) {
            query.setString(1, id + "-" + n);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    private int count(String sql, String argument) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, argument);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private PreparedLine prepared(String json) {
        try {
            return store.prepare(new SourceLine("test.ndjson", 1, 0, json.getBytes(UTF_8)));
        } catch (LineRefusedException e) {
            throw new AssertionError(json, e);
        }
    }

    private String patient(String id, String family) {
        return """
            {"resourceType":"Patient","id":"%s-%s","name":[{"family":"%s"}]}""".formatted(id, n, family);
    }

    private String observation(String id, String subject) {
        return """
            {"resourceType":"Observation","id":"%s-%s","status":"final","code":{"text":"K"},\
            "subject":{"reference":"%s"}}""".formatted(id, n, subject);
    }
}
