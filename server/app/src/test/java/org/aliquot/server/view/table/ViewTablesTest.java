package org.aliquot.server.view.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.feed.ChangeFeed;
import org.aliquot.server.settings.ViewProperties;
import org.aliquot.server.testsupport.BareDatabase;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.aliquot.server.view.store.ViewStore;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of one start and of the next, with other settings. */
@WithServer
class ViewTablesTest {
    private static final String VIEW = """
            {"resourceType":"ViewDefinition","name":"kept_keys","status":"active","resource":"Patient",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"}]}]}""";

    private final TestServer server;

    ViewTablesTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void keepAView() {
        assertThat(server.put("ViewDefinition/kept_keys", VIEW).status()).isIn(200, 201);
        server.create(new Patient());
    }

    @AfterEach
    void nothingStays() throws SQLException {
        execute(
                "drop schema if exists first_schema cascade",
                "drop schema if exists next_schema cascade",
                "delete from aliquot_view_table");
        server.delete("ViewDefinition/kept_keys");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = server.bean(DataSource.class).getConnection()) {
            BareDatabase.execute(connection, statements);
        }
    }

    private void keptIn(String schema, String sql, String expected) throws Exception {
        ViewTables tables = new ViewTables(
                server.bean(DataSource.class),
                server.bean(ViewStore.class),
                server.bean(ExportRun.class),
                server.bean(ChangeFeed.class),
                new ViewProperties(List.of("kept_keys"), schema, "nobody"));
        tables.start();
        try {
            await(sql, expected);
        } finally {
            tables.stop();
        }
    }

    private void await(String sql, String expected) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        List<String> found = List.of();
        while (!found.equals(List.of(expected))) {
            assertThat(Instant.now()).as("%s: %s", sql, found).isBefore(end);
            Thread.sleep(50);
            try (Connection connection = server.bean(DataSource.class).getConnection()) {
                found = BareDatabase.rows(connection, sql);
            }
        }
    }

    private static String isThere(String table) {
        return "select to_regclass('" + table + "') is not null";
    }

    @Test
    void anotherSchemaHasTheTablesAloneAndTheOneBeforeHasThemNoMore() throws Exception {
        keptIn("first_schema", isThere("first_schema.kept_keys"), "t");
        execute("create table first_schema.own (id text)");

        keptIn("next_schema", isThere("next_schema.kept_keys"), "t");

        await(isThere("first_schema.kept_keys"), "f");
        await(isThere("first_schema.own"), "t");
    }

    @Test
    void aTableOfAnEarlierVersionGoesOnWhereItIs() throws Exception {
        keptIn("first_schema", isThere("first_schema.kept_keys"), "t");
        execute("update aliquot_view_table set in_schema = ''");

        keptIn("first_schema", "select in_schema || '.' || name from aliquot_view_table", "first_schema.kept_keys");

        await(isThere("first_schema.kept_keys"), "t");
    }

    @Test
    void whatTheServerDidNotMakeIsNotTouched() throws Exception {
        execute(
                "create schema first_schema",
                "create table first_schema.kept_keys (risk int)",
                "insert into first_schema.kept_keys values (7)");
        keptIn("next_schema", isThere("next_schema.kept_keys"), "t");

        ViewTables tables = new ViewTables(
                server.bean(DataSource.class),
                server.bean(ViewStore.class),
                server.bean(ExportRun.class),
                server.bean(ChangeFeed.class),
                new ViewProperties(List.of("kept_keys"), "first_schema", "nobody"));
        tables.start();
        // What was in the other schema goes first, then this one is looked at.
        await(isThere("next_schema.kept_keys"), "f");
        Thread.sleep(1_000);
        tables.stop();

        await("select risk from first_schema.kept_keys", "7");
    }
}
