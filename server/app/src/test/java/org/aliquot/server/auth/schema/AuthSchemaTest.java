package org.aliquot.server.auth.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aliquot.server.tables.OwnTables;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class AuthSchemaTest {
    private static final String GRANT =
            "insert into aliquot_grant (id, version, client_id, principal, grant_type, scopes,"
                    + " context, created_at) values (?, 0, 'app', ?, ?, '', '{}', cast(? as timestamptz))";

    /** Accounts had no editions: what they gave stays theirs, what somebody of the name gave before them does not. */
    @Test
    void grantsFromBeforeEditionsAreThoseOfTheAccountThatGaveThem() {
        try (BareDatabase database = BareDatabase.start()) {
            new OwnTables("auth", AuthSchema.class, 5, "as it was").bringUpToDate(database.dataSource());
            JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
            jdbc.update("insert into aliquot_client (client_id, name, kind, scopes, created_at)"
                    + " values ('app', 'App', 'public', '', now())");
            for (String user : List.of("ada", "bob")) {
                jdbc.update(
                        "insert into aliquot_user (name, password_hash, is_one_time, role, created_at)"
                                + " values (?, '', false, 'clinician', '2026-06-01')",
                        user);
            }
            jdbc.update(GRANT, "of ada", "ada", "authorization_code", "2026-06-02");
            jdbc.update(GRANT, "of bob", "bob", "authorization_code", "2026-06-02");
            jdbc.update(GRANT, "of who was ada before", "ada", "authorization_code", "2026-05-31");
            jdbc.update(GRANT, "of nobody", "eve", "authorization_code", "2026-06-02");
            jdbc.update(GRANT, "of a system", "app", "client_credentials", "2026-06-02");

            AuthSchema.bringUpToDate(database.dataSource());

            assertThat(jdbc.queryForList(
                            "select g.id from aliquot_grant g join aliquot_user u on u.name = g.principal"
                                    + " and u.edition = g.user_edition order by 1",
                            String.class))
                    .containsExactly("of ada", "of bob");
            assertThat(jdbc.queryForList("select distinct edition from aliquot_user", String.class))
                    .hasSize(2);
        }
    }
}
