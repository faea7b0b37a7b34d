package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports as Parquet, asked by DuckDB as data teams ask. */
@WithServer
class ParquetExportTest {
    private static final String PARQUET = "application/vnd.apache.parquet";

    private final TestServer server;
    private final String code = "parquet-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    ParquetExportTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void someResults() {
        String lines = """
                {"resourceType":"Observation","id":"%1$s-1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2823-3"},\
                {"system":"urn:test","code":"%1$s"}],"text":"Potassium"},"effectiveDateTime":"2026-03-01T23:30:00-05:00",\
                "valueQuantity":{"value":4.10,"unit":"mmol/L"},"referenceRange":[{"low":{"value":3.5},"high":{"value":5.10}}],\
                "_status":{"extension":[{"url":"urn:why","valueString":"by hand"}]}}
                {"resourceType":"Observation","id":"%1$s-2","status":"final","code":{"coding":[{"system":"urn:test","code":"%1$s"}]},\
                "effectiveDateTime":"2026-03","valueQuantity":{"value":0.010,"comparator":"<","unit":"µg/L"},\
                "extension":[{"url":"urn:lot","valueString":"A-1"}]}
                """.formatted(code);
        assertThat(server.post("/ops/ingest", lines).status()).isEqualTo(200);
    }

    private JsonNode manifest(String format) {
        String filter = URLEncoder.encode("Observation?code=" + code, StandardCharsets.UTF_8);
        Answer accepted = server.get(
                "$export?_type=Observation&_typeFilter=" + filter + "&_outputFormat=" + format, Exported.with());
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        Answer done = Exported.await(server, accepted.header("Content-Location"));
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        return done.tree();
    }

    /** The only file, as it comes. */
    private Path fetched(JsonNode manifest) throws Exception {
        JsonNode file = manifest.at("/output/0");
        assertThat(manifest.path("output")).hasSize(1);
        assertThat(file.path("type").asText()).isEqualTo("Observation");
        assertThat(file.path("count").asInt()).isEqualTo(2);
        String url = file.path("url").asText();
        assertThat(url).endsWith("/Observation.1.parquet");
        HttpResponse<Path> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + server.operatorToken())
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofFile(folder.resolve("Observation.parquet")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(PARQUET);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        return answer.body();
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("set TimeZone = 'UTC'");
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(
                            String.join(" | ", row.stream().map(String::valueOf).toList()));
                }
            }
        }
        return rows;
    }

    @Test
    void nestedColumnsAreAskedByTheirFhirNames() throws Exception {
        Path file = fetched(manifest(PARQUET));

        assertThat(query("""
                        select id, code.coding[1].code, valueQuantity.comparator, valueQuantity.value,
                          valueQuantity.__value_numeric + 1, referenceRange[1].high.value, effectiveDateTime,
                          __effectiveDateTime_timestamp::text
                        from '%s' where status = 'final' order by id""".formatted(file)))
                .containsExactly(
                        code + "-1 | 2823-3 | null | 4.10 | 5.100000000000 | 5.10 | 2026-03-01T23:30:00-05:00"
                                + " | 2026-03-02 04:30:00+00",
                        code + "-2 | " + code + " | < | 0.010 | 1.010000000000 | null | 2026-03 | null");
        assertThat(query("select extension->0->>'valueString', __rest->'_status'->'extension'->0->>'valueString' from '"
                        + file + "' order by id"))
                .containsExactly("null | by hand", "A-1 | null");
        assertThat(query("select count(*) from (select id, unnest(code.coding) as coding from '" + file
                        + "') where coding.system = 'urn:test' and coding.code = '" + code + "'"))
                .containsExactly("2");
    }

    @Test
    void flatColumnsNeedNoStructures() throws Exception {
        Path file = fetched(manifest(PARQUET + ";layout=flat"));

        assertThat(query("""
                        select id, meta_versionId, code_text, code_coding->0->>'code', valueQuantity_value,
                          valueQuantity_value_numeric * 2, effectiveDateTime_timestamp::text
                        from '%s' order by id""".formatted(file)))
                .containsExactly(
                        code + "-1 | 1 | Potassium | 2823-3 | 4.10 | 8.200000000000 | 2026-03-02 04:30:00+00",
                        code + "-2 | 1 | null | " + code + " | 0.010 | 0.020000000000 | null");
        assertThat(query("select distinct column_type from (describe select * from '" + file + "') order by 1"))
                .containsExactly(
                        "BOOLEAN", "DECIMAL(38,12)", "INTEGER", "TIMESTAMP WITH TIME ZONE", "UINTEGER", "VARCHAR");
    }

    @Test
    void elementsThatWereNotAskedForAreNull() throws Exception {
        Path file = fetched(manifest(PARQUET + "&_elements=Observation.value"));

        assertThat(query("select count(valueQuantity), count(effectiveDateTime), count(extension) from '" + file + "'"))
                .containsExactly("2 | 0 | 0");
    }

    @Test
    void deletionsAreNdjsonAsEver() {
        String since = server.get("Observation/" + code + "-1")
                .tree()
                .at("/meta/lastUpdated")
                .asText();
        assertThat(server.delete("Observation/" + code + "-1").status()).isEqualTo(200);

        Answer accepted = server.get(
                "$export?_type=Observation&_since=" + URLEncoder.encode(since, StandardCharsets.UTF_8)
                        + "&_outputFormat=" + PARQUET,
                Exported.with());
        Answer done = Exported.await(server, accepted.header("Content-Location"));

        assertThat(done.tree().at("/output/0/url").asText()).endsWith(".parquet");
        Answer deleted = server.get(done.tree().at("/deleted/0/url").asText());
        assertThat(deleted.header("Content-Type")).startsWith("application/fhir+ndjson");
        assertThat(deleted.body()).contains("Observation/" + code + "-1");
    }

    @Test
    void whatMakesNoRowIsToldByItsName() throws Exception {
        String odd = "Observation/" + code + "-odd";
        String contents =
                "{\"resourceType\":\"Observation\",\"id\":\"%s-odd\",\"status\":\"final\",\"code\":{\"text\":\"x\"}}";
        assertThat(server.put(odd, contents.formatted(code)).status()).isEqualTo(201);
        try (Connection database = server.bean(DataSource.class).getConnection();
                Statement statement = database.createStatement()) {
            statement.executeUpdate("update hfj_res_ver v set res_text_vc = replace(res_text_vc, '\"status\":',"
                    + " '\"status\":\"final\",\"status\":') from hfj_resource r where r.res_id = v.res_id"
                    + " and r.fhir_id = '" + code + "-odd'");
        }
        Answer accepted = server.get("$export?_type=Observation&_outputFormat=" + PARQUET, Exported.with());
        Answer done = Exported.await(server, accepted.header("Content-Location"));
        server.delete(odd);

        assertThat(done.tree().path("error")).as(done.body()).hasSize(1);
        assertThat(server.get(done.tree().at("/error/0/url").asText()).body()).contains(odd + " makes no row");
    }

    @Test
    void anotherLayoutIsRefusedWithThoseThereAre() {
        Answer answer = server.get("$export?_outputFormat=" + PARQUET + ";layout=round", Exported.with());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("_outputFormat", PARQUET + ";layout=flat", "application/fhir+ndjson");
    }
}
