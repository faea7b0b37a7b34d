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
        make(table, id, true);
    }

    private static void make(ViewTable table, String id, boolean isOurs) throws SQLException, IOException {
        try (Connection connection = postgres.connect()) {
            Transaction.<Void, IOException>on(connection, whole -> {
                table.make(whole, "nobody", isOurs, csv -> csv.share().row(table.row(1, new Object[] {id, "final"})));
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
    void whoSeesSomeRowsOfATableSeesNoMoreOfTheNextOne() throws Exception {
        make(table("status"), "a");
        postgres.execute(
                "alter table lab.t enable row level security",
                "create policy none on lab.t for select to public using (current_user = 'nobody')",
                "create policy own on lab.t as restrictive to public, aliquot using (id <> 'x') with check (id = 'a' or id = 'b')");
        List<String> before = policies();

        make(table("state"), "b");

        assertThat(postgres.rows("select id, state from lab.t")).containsExactly("b final");
        assertThat(postgres.rows(
                        "select relrowsecurity, relforcerowsecurity from pg_class where oid = 'lab.t'::regclass"))
                .containsExactly("t f");
        assertThat(before).hasSize(2);
        assertThat(policies()).isEqualTo(before);
    }

    private static List<String> policies() throws SQLException {
        return postgres.rows("select policyname, permissive, roles, cmd, qual, with_check from pg_policies"
                + " where schemaname = 'lab' and tablename = 't' order by policyname");
    }

    @Test
    void aPolicyThatDoesNotFitTheNextTableKeepsTheOneThatIsThere() throws Exception {
        make(table("status"), "a");
        postgres.execute(
                "alter table lab.t enable row level security",
                "create policy finals on lab.t for select to public using (status = 'final')");

        assertThatThrownBy(() -> make(table("state"), "b"))
                .isInstanceOf(TableInUseException.class)
                .hasMessageContaining("policy finals");
        assertThat(postgres.rows("select id, status from lab.t")).containsExactly("a final");
        assertThat(policies()).hasSize(1);
    }

    @Test
    void whatTheServerDidNotMakeStays() throws Exception {
        postgres.execute(
                "create schema lab", "create table lab.t (id text, risk int)", "insert into lab.t values ('x', 1)");
        assertThatThrownBy(() -> make(table("status"), "a", false)).isInstanceOf(TableInUseException.class);
        // A name that was ours, and is somebody else's now.
        assertThatThrownBy(() -> make(table("status"), "a", true)).isInstanceOf(TableInUseException.class);
        assertThat(postgres.rows("select * from lab.t")).containsExactly("x 1");

        postgres.execute("drop table lab.t", "create table lab.t (aliquot_resource bigint, id text, status text)");
        postgres.execute("insert into lab.t values (7, 'copy', 'final')");
        assertThatThrownBy(() -> make(table("status"), "a", false))
                .isInstanceOf(TableInUseException.class)
                .hasMessageContaining("aliquot.views.schema");
        assertThat(postgres.rows("select * from lab.t")).containsExactly("7 copy final");

        postgres.execute("drop table lab.t", "create view lab.t as select 1 as one");
        assertThatThrownBy(() -> make(table("status"), "a", false)).isInstanceOf(TableInUseException.class);
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
                        table.make(whole, "nobody", true, csv -> {
                            throw new StackOverflowError();
                        });
                        return null;
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertThat(BareDatabase.rows(connection, "select 1")).containsExactly("1");
        }
    }
}
