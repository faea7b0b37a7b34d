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
import org.junit.jupiter.api.Test;

/** The first load of an empty server, by an open job: its request bodies show the tables in between. */
class InitialLoadTest {
    private static final int RESOURCES = 2_500;

    @Test
    void searchIndexesComeAtTheEndOfTheFirstLoadAndStayDuringTheNext() throws Exception {
        try (TestServer server = TestServer.start()) {
            String cancelled = open(server);
            append(server, cancelled, generated(1, 10));
            assertThat(hasIndex(server, "aliquot_sp_token_sv")).isFalse();
            server.delete("/ops/ingest/" + cancelled);
            for (int i = 0; i < 600 && !isPlanInForce(server); i++) {
                Thread.sleep(100);
            }
            assertThat(isPlanInForce(server))
                    .as("after a job that was cancelled")
                    .isTrue();

            String first = open(server);
            append(server, first, generated(2, RESOURCES));
            assertThat(hasIndex(server, "aliquot_sp_token_sv")).isFalse();
            assertThat(hasIndex(server, "hfj_spidx_token_pkey")).isFalse();
            assertThat(server.get("Observation?_summary=count")
                            .tree()
                            .path("total")
                            .asInt())
                    .as("searches meanwhile")
                    .isPositive();
            server.post("/ops/ingest/" + first + "/finish", "");
            assertThat(isPlanInForce(server)).isTrue();

            assertThat(has(server, "aliquot_stock_object", "name = 'idx_res_date'"))
                    .as("a kept index that is back is no more recorded as away")
                    .isFalse();

            String second = open(server);
            append(server, second, generated(3, 10));
            assertThat(isPlanInForce(server)).as("not empty any more").isTrue();
            server.post("/ops/ingest/" + second + "/finish", "");
        }
    }

    @Test
    void whatAChangeNeedsIsBuiltBeforeTheFirstChange() throws Exception {
        try (TestServer server = TestServer.start()) {
            String job = open(server);
            append(server, job, patient("p1", "Before") + generated(4, RESOURCES));
            assertThat(hasIndex(server, "aliquot_sp_string_res")).isFalse();

            append(server, job, patient("p1", "After"));
            assertThat(hasIndex(server, "aliquot_sp_string_res")).isTrue();
            assertThat(hasIndex(server, "hfj_spidx_string_pkey")).isTrue();
            assertThat(hasIndex(server, "aliquot_sp_string_norm"))
                    .as("the rest")
                    .isFalse();

            server.post("/ops/ingest/" + job + "/finish", "");
            assertThat(isPlanInForce(server)).isTrue();
            assertThat(total(server, "Patient?family=After")).isEqualTo(1);
            assertThat(total(server, "Patient?family=Before")).isZero();
        }
    }

    @Test
    void aChangeOverRestHasItBuiltBehindIt() throws Exception {
        try (TestServer server = TestServer.start()) {
            String job = open(server);
            append(server, job, patient("p1", "Before") + generated(5, 10));
            assertThat(hasIndex(server, "hfj_spidx_string_pkey")).isFalse();

            assertThat(server.put("Patient/p1", patient("p1", "After")).status())
                    .isEqualTo(200);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!hasIndex(server, "hfj_spidx_string_pkey") && System.nanoTime() < until) {
                Thread.sleep(50);
            }
            assertThat(hasIndex(server, "hfj_spidx_string_pkey")).isTrue();
            assertThat(total(server, "Patient?family=After")).isEqualTo(1);

            server.post("/ops/ingest/" + job + "/finish", "");
            assertThat(isPlanInForce(server)).isTrue();
        }
    }

    @Test
    void aPrimaryKeyThatACrashLeftOutComesBack() throws Exception {
        try (TestServer server = TestServer.start();
                Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table hfj_res_link drop constraint hfj_res_link_pkey");
            statement.execute("create unique index aliquot_hfj_res_link_pkey on hfj_res_link (pid)");

            new PlanMigration(connection, step -> {}).apply(IndexPlan.LAB);

            assertThat(has(server, "pg_constraint", "conname = 'hfj_res_link_pkey' and contype = 'p'"))
                    .isTrue();
            assertThat(hasIndex(server, "aliquot_hfj_res_link_pkey")).isFalse();
            assertThat(isPlanInForce(server)).isTrue();
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

    private static void append(TestServer server, String job, String lines) {
        assertThat(server.post("/ops/ingest?job=" + job + "&source=generated", lines, "Content-Type", "text/plain")
                        .tree()
                        .at("/lines/refused")
                        .asInt(-1))
                .isZero();
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
