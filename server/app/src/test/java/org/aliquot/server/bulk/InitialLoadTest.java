package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
            assertThat(hasIndex(server, "aliquot_sp_token_res"))
                    .as("finds the rows of one resource")
                    .isTrue();
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
