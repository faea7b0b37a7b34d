package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.aliquot.ingest.hapi.schema.IndexPlan;
import org.aliquot.ingest.hapi.schema.PlanMigration;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.generate.SingleStream;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The first load of an empty server, by open jobs: their request bodies show the tables in between. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InitialLoadTest {
    private static final int FEW = 10;
    private static final int NO_LONGER_EMPTY = 2_500;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void searchIndexesComeAtTheEndOfAJobThatWasCancelled() throws Exception {
        String job = openInitial(1);
        server.delete("/ops/ingest/" + job);
        await("the plan in force", () -> isPlanInForce(server));
        await("its load over", () -> isIdle(server, job));
    }

    @Test
    @Order(2)
    void whatAChangeNeedsIsBuiltBeforeTheFirstChange() throws Exception {
        String job = openInitial(4);
        append(server, job, patient("p1", "Before"));
        assertThat(hasIndex(server, "aliquot_sp_string_res")).isFalse();

        append(server, job, patient("p1", "After"));
        assertThat(hasIndex(server, "aliquot_sp_string_res")).isTrue();
        assertThat(hasIndex(server, "hfj_spidx_string_pkey")).isTrue();
        assertThat(hasIndex(server, "aliquot_sp_string_norm")).as("the rest").isFalse();

        server.post("/ops/ingest/" + job + "/finish", "");
        assertThat(isPlanInForce(server)).isTrue();
        assertThat(total(server, "Patient?family=After")).isEqualTo(1);
        assertThat(total(server, "Patient?family=Before")).isZero();
    }

    @Test
    @Order(3)
    void aChangeOverRestHasItBuiltBehindIt() throws Exception {
        String job = openInitial(5);
        append(server, job, patient("p2", "Earlier"));
        assertThat(hasIndex(server, "hfj_spidx_string_pkey")).isFalse();

        assertThat(server.put("Patient/p2", patient("p2", "Later")).status()).isEqualTo(200);
        await("what changes need", () -> hasIndex(server, "hfj_spidx_string_pkey"));
        assertThat(total(server, "Patient?family=Later")).isEqualTo(1);

        server.post("/ops/ingest/" + job + "/finish", "");
        assertThat(isPlanInForce(server)).isTrue();
    }

    @Test
    @Order(4)
    void searchIndexesComeAtTheEndOfTheFirstLoadAndStayDuringTheNext() throws Exception {
        String first = openInitial(6);
        append(server, first, generated(2, NO_LONGER_EMPTY));
        assertThat(hasIndex(server, "aliquot_sp_token_sv")).isFalse();
        assertThat(hasIndex(server, "hfj_spidx_token_pkey")).isFalse();
        assertThat(total(server, "Observation?status=final"))
                .as("searches meanwhile")
                .isPositive();
        server.post("/ops/ingest/" + first + "/finish", "");
        assertThat(isPlanInForce(server)).isTrue();
        assertThat(has(server, "aliquot_stock_object", "name = 'idx_res_date'"))
                .as("a kept index that is back is no more recorded as away")
                .isFalse();

        String second = open(server);
        append(server, second, generated(3, FEW));
        assertThat(isPlanInForce(server)).as("not empty any more").isTrue();
        server.post("/ops/ingest/" + second + "/finish", "");
    }

    /** A question to the database. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Condition condition) throws SQLException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            Thread.sleep(50);
        }
    }

    private static String patient(String id, String family) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"name\":[{\"family\":\"" + family + "\"}]}\n";
    }

    private static int total(TestServer server, String search) {
        return server.get(search + "&_summary=count").tree().path("total").asInt(-1);
    }

    private static String open(TestServer server) {
        return server.post("/ops/ingest/open", "").tree().path("id").asText();
    }

    /**
     * A job without search indexes, its first lines read. Where somebody else reads the tables for two seconds, autovacuum for one, a load goes
     * with its indexes; then it is not what this is about.
     */
    private static String openInitial(long seed) throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            String job = open(server);
            append(server, job, generated(seed + 100 * attempt, FEW));
            if (!hasIndex(server, "aliquot_sp_token_sv")) {
                return job;
            }
            server.post("/ops/ingest/" + job + "/finish", "");
        }
        throw new AssertionError("five loads of an empty server went with their indexes");
    }

    private static void append(TestServer server, String job, String lines) {
        assertThat(server.post("/ops/ingest?job=" + job + "&source=generated", lines, "Content-Type", "text/plain")
                        .tree()
                        .at("/lines/refused")
                        .asInt(-1))
                .isZero();
    }

    /** Whether nothing is made behind a job that has ended: the next load may be an initial one. */
    private static boolean isIdle(TestServer server, String job) {
        return server.get("/ops/ingest/" + job).tree().path("reason").asText("").isEmpty();
    }

    private static String generated(long seed, long resources) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Generator(seed, Claims.NONE).resources(resources, new SingleStream(bytes));
        return bytes.toString(UTF_8);
    }

    private static boolean hasIndex(TestServer server, String name) throws SQLException {
        return has(server, "pg_indexes", "indexname = '" + name + "'");
    }

    private static boolean has(TestServer server, String table, String condition) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from " + table + " where " + condition)) {
            return rows.next();
        }
    }

    private static boolean isPlanInForce(TestServer server) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection()) {
            return new PlanMigration(connection, step -> {}).stepsTo(IndexPlan.LAB) == 0;
        }
    }
}
