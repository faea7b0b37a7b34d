package org.aliquot.server.view.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.aliquot.ingest.database.Transaction;
import org.aliquot.server.testsupport.BareDatabase;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table that is made anew beside those who use it. */
class ViewTableTest {
    private static BareDatabase postgres;

    @BeforeAll
    static void start() {
        postgres = BareDatabase.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void nothingIsThere() throws SQLException {
        postgres.execute("drop schema if exists lab cascade");
    }

    private static ViewTable table(String column) throws InvalidViewException {
        String definition = """
                {"resourceType":"ViewDefinition","name":"t","status":"active","resource":"Observation",
                 "select":[{"column":[{"name":"id","path":"getResourceKey()"},{"name":"%s","path":"status"}]}]}""".formatted(column);
        return new ViewTable("lab", "t", View.of(definition.getBytes(StandardCharsets.UTF_8)), definition);
    }

    private static void make(ViewTable table, String id) throws SQLException, IOException {
        try (Connection connection = postgres.connect()) {
            Transaction.<Void, IOException>on(connection, whole -> {
                table.make(whole, "nobody", csv -> csv.share().row(table.row(1, new Object[] {id, "final"})));
                return null;
            });
        }
    }

    @Test
    void whatDependsOnATableOfTheSameColumnsStays() throws Exception {
        make(table("status"), "a");
        postgres.execute("create view lab.summary as select count(*) from lab.t", "grant select on lab.t to public");

        make(table("status"), "b");

        assertThat(postgres.rows("select id, status, aliquot_resource from lab.t"))
                .containsExactly("b final 1");
        assertThat(postgres.rows("select * from lab.summary")).containsExactly("1");
        assertThat(grants()).containsExactly("SELECT");
    }

    @Test
    void whatWasGrantedOnATableIsGrantedOnTheNextOne() throws Exception {
        make(table("status"), "a");
        postgres.execute("grant select on lab.t to public");

        make(table("state"), "b");

        assertThat(postgres.rows("select id, state from lab.t")).containsExactly("b final");
        assertThat(grants()).containsExactly("SELECT");
    }

    private static List<String> grants() throws SQLException {
        return postgres.rows("select g.privilege_type from pg_class c, aclexplode(c.relacl) g"
                + " where c.oid = 'lab.t'::regclass and g.grantee = 0");
    }

    @Test
    void whatKeepsATableOfOtherColumnsIsNamed() throws Exception {
        make(table("status"), "a");
        postgres.execute("create view lab.summary as select count(*) from lab.t");

        assertThatThrownBy(() -> make(table("state"), "b"))
                .isInstanceOf(TableInUseException.class)
                .hasMessageContaining("lab.summary");
        assertThat(postgres.rows("select id from lab.t")).containsExactly("a");
    }

    @Test
    @Timeout(60)
    void whoeverReadsForLongKeepsTheTableButNobodyWaiting() throws Exception {
        make(table("status"), "a");
        try (Connection reader = postgres.connect()) {
            reader.setAutoCommit(false);
            BareDatabase.rows(reader, "select * from lab.t");

            assertThatThrownBy(() -> make(table("state"), "b")).isInstanceOf(TableInUseException.class);
            reader.rollback();
        }
        assertThat(postgres.rows("select id, status from lab.t")).containsExactly("a final");
    }

    @Test
    @Timeout(60)
    void anErrorAmongTheRowsEndsTheirTransaction() throws Exception {
        try (Connection connection = postgres.connect()) {
            ViewTable table = table("status");
            assertThatThrownBy(() -> Transaction.<Void, IOException>on(connection, whole -> {
                        table.make(whole, "nobody", csv -> {
                            throw new StackOverflowError();
                        });
                        return null;
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertThat(BareDatabase.rows(connection, "select 1")).containsExactly("1");
        }
    }
}
