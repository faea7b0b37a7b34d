package org.aliquot.server.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.bulk.CopyBulkStore;
import org.aliquot.ingest.hapi.fulltext.FullTextTable;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that change search rows, the other way than by default: by REST and by COPY alike. */
class SearchRowSettingsTest {
    private static final String OBSERVATION = "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"status\":\"final\","
            + "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"2951-2\",\"display\":\"Sodium\"}],"
            + "\"text\":\"Sodium in serum\"}}";

    @Test
    void textsOfTokensAreLeftOutAndNamesAreWritten(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("rows.yml"), """
                aliquot:
                  fhir:
                    full-text: false
                    token-text: false
                    index-names: true
                """);
        try (TestServer server = TestServer.start(config)) {
            assertThat(server.put("Observation/rest", OBSERVATION.formatted("rest"))
                            .status())
                    .isEqualTo(201);
            CopyBulkStore store = server.bean(CopyBulkStore.class);
            try (BulkSession session = store.open()) {
                SourceLine line = new SourceLine(
                        "test", 1, 0, OBSERVATION.formatted("copy").getBytes(UTF_8));
                session.store(List.of(store.prepare(line)), TransactionStep.NONE)
                        .join();
            }

            assertThat(rows(server, "token", "copy"))
                    .isEqualTo(rows(server, "token", "rest"))
                    .contains("Observation code 2951-2", "Observation status final");
            assertThat(rows(server, "string", "copy")).isEmpty();
            assertThat(rows(server, "string", "rest")).isEmpty();
            assertThat(server.get("Observation?code=2951-2").tree().path("entry"))
                    .hasSize(2);
            TestServer.Answer refused = server.get("Observation?code:text=sodium");
            assertThat(refused.status()).as(refused.body()).isBetween(400, 499);
            assertThat(refused.body()).contains("OperationOutcome", ":text");

            TestServer.Answer expanded =
                    server.get("ValueSet/$expand?url=https://aliquot.org/fhir/ValueSet/finding-reason");
            assertThat(expanded.status())
                    .as("stored code systems without full text: %s", expanded.body())
                    .isEqualTo(200);
            assertThat(server.get("Observation?_content=sodium").status()).isEqualTo(400);

            anOlderTableOfWhatWaitsForTheFullTextIndexIsWidened(server);
        }
    }

    private static void anOlderTableOfWhatWaitsForTheFullTextIndexIsWidened(TestServer server) throws SQLException {
        DataSource dataSource = server.bean(DataSource.class);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create temporary table aliquot_fulltext_pending (pending_id bigint generated always as"
                    + " identity primary key, res_id bigint not null, in_bulk boolean not null, stored_at timestamp not"
                    + " null)");
            statement.execute(
                    "insert into aliquot_fulltext_pending (res_id, in_bulk, stored_at) values (7, true, now())");
            FullTextTable.create(connection);
            FullTextTable.create(connection);
            try (ResultSet row =
                    statement.executeQuery("select first_id, last_id from pg_temp.aliquot_fulltext_pending")) {
                assertThat(row.next()).isTrue();
                assertThat(List.of(row.getLong(1), row.getLong(2))).containsExactly(7L, 7L);
            }
            statement.execute("drop table pg_temp.aliquot_fulltext_pending");
        }
    }

    private static List<String> rows(TestServer server, String table, String id) throws SQLException {
        String value = table.equals("token") ? "sp_value" : "sp_value_exact";
        try (Connection connection = server.bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement("select concat_ws(' ', s.res_type, s.sp_name, s."
                        + value + ") from hfj_spidx_" + table
                        + " s join hfj_resource r using (res_id) where r.fhir_id = ? order by 1")) {
            query.setString(1, id);
            List<String> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        }
    }
}
