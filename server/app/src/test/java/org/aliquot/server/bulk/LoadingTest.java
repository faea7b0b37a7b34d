package org.aliquot.server.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NDJSON sent in a request's body: what becomes of each line. */
@WithServer
class LoadingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    LoadingTest(TestServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dao", "copy"})
    void everyLineHasItsOutcome(String via) throws Exception {
        String body = "\uFEFF" + observation("early", "Patient/p") + "\r\n\n" + patient("p") + "\r\n"
                + "{\"resourceType\":\"Patient\",\"id\":\"\n" + observation("lost", "Patient/nobody") + "\n"
                + patient("q");

        JsonNode job = load(body.getBytes(UTF_8), "mixed.ndjson", via);

        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        assertThat(job.at("/lines/read").asInt()).isEqualTo(5);
        assertThat(job.at("/lines/stored").asInt()).isEqualTo(3);
        assertThat(job.at("/lines/refused").asInt()).isEqualTo(2);
        assertThat(job.at("/lines/held").asInt()).isZero();
        assertThat(server.get("Observation/early-" + n).status()).isEqualTo(200);
        String[] errors = server.get(job.path("errors").asText()).body().split("\n");
        assertThat(errors).hasSize(2);
        assertThat(errors[0]).contains("mixed.ndjson, line 4: ", "JSON");
        JsonNode second = JSON.readTree(errors[1]);
        assertThat(second.at("/issue/0/diagnostics").asText())
                .startsWith("mixed.ndjson, line 5: refers to Patient/nobody-" + n);
        assertThat(second.path("extension").toString()).contains("ingest-original", "lost-" + n);
        assertThat(server.fhir().newJsonParser().parseResource(errors[1])).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dao", "copy"})
    void aLineWithoutFhirsStructureIsRefusedWithEachFaultAndItsPlace(String via) throws Exception {
        String bad = "{\"resourceType\":\"Observation\",\"id\":\"bad-" + n
                + "\",\"status\":\"Jane Roe\",\"component\":[{\"valueString\":\"Jane Roe\"}]}";

        JsonNode job = load((patient("s") + "\n" + bad).getBytes(UTF_8), "bad.ndjson", via);

        assertThat(job.at("/lines/stored").asInt()).as(job.toString()).isEqualTo(1);
        assertThat(job.at("/lines/refused").asInt()).isEqualTo(1);
        assertThat(job.path("validation").asText()).isEqualTo("structure");
        JsonNode outcome = server.get(job.path("errors").asText()).tree();
        assertThat(outcome.path("issue")).hasSize(3);
        assertThat(outcome.at("/issue/0/code").asText()).isEqualTo("code-invalid");
        assertThat(outcome.at("/issue/0/expression/0").asText()).isEqualTo("Observation.status");
        assertThat(outcome.at("/issue/1/expression/0").asText()).isEqualTo("Observation.component[0].code");
        assertThat(outcome.at("/issue/2/diagnostics").asText())
                .startsWith("bad.ndjson, line 2: Observation.code: is missing");
        assertThat(outcome.path("issue").toString()).doesNotContain("Roe");
        assertThat(outcome.path("extension").toString()).contains("Jane Roe", "\"valueDecimal\":2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"profiles", "full"})
    void aLineThatBreaksTheProfileItClaimsIsRefusedWhereTheJobAsksForIt(String level) throws Exception {
        String claim = observation("claims", "Patient/s")
                .replace(
                        "\"status\"",
                        "\"meta\":{\"profile\":[\"https://aliquot.org/fhir/StructureDefinition/aliquot-lab-observation\"]},\"status\"");
        byte[] body = (patient("s") + "\n" + claim).getBytes(UTF_8);

        JsonNode checked = load(body, "claims.ndjson", "copy&validation=" + level);
        JsonNode unchecked = load(body, "claims.ndjson", "copy");

        assertThat(checked.path("validation").asText()).isEqualTo(level);
        assertThat(checked.at("/lines/stored").asInt()).as(checked.toString()).isEqualTo(1);
        String issues =
                server.get(checked.path("errors").asText()).tree().path("issue").toString();
        assertThat(issues).contains("aliquot-obs-1", "Observation.specimen", "Observation.category");
        assertThat(unchecked.at("/lines/stored").asInt())
                .as(unchecked.toString())
                .isEqualTo(1);
        // Other tests hold everything on this server to the profiles it claims.
        assertThat(server.delete("Observation/claims-" + n).status()).isEqualTo(200);
    }

    @Test
    void aLevelOrWayThatIsNoneIsNamedWithThoseThatThereAre() {
        TestServer.Answer level = server.post("/ops/ingest/open?validation=thorough", "");
        TestServer.Answer way = server.post("/ops/ingest?via=road", patient("w"));

        assertThat(level.body()).contains("structure, profiles, full");
        assertThat(way.body()).contains("copy", "dao");
        assertThat(level.status()).isEqualTo(400);
        assertThat(way.status()).isEqualTo(400);
    }

    @Test
    void whatIsWrongWithARequestIsTold() {
        TestServer.Answer limit = server.get("/ops/ingest?limit=0");

        assertThat(limit.status()).isEqualTo(400);
        assertThat(limit.header("Content-Type")).startsWith("application/problem+json");
        assertThat(limit.tree().path("detail").asText()).isEqualTo("limit 0: expected 1 to 1000");
        assertThat(server.get("/ops/ingest?limit=many").tree().path("detail").asText())
                .contains("limit");
    }

    @Test
    void theSameAgainIsUnchanged() throws Exception {
        byte[] body = gzip(patient("g") + "\n" + observation("h", "Patient/g") + "\n");
        load(body, "again.ndjson.gz", "dao");

        JsonNode again = load(body, "again.ndjson.gz", "dao");

        assertThat(again.at("/lines/unchanged").asInt()).as(again.toString()).isEqualTo(2);
        assertThat(again.at("/lines/stored").asInt()).isZero();
    }

    @Test
    void truncatedGzipFailsItsSourceAfterTheLinesBefore() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            lines.append(patient("t" + UUID.randomUUID())).append('\n');
        }
        byte[] whole = gzip(lines.toString());

        JsonNode job = load(java.util.Arrays.copyOf(whole, whole.length / 2), "half.ndjson.gz", "copy");

        assertThat(job.path("failedSources").asInt()).as(job.toString()).isEqualTo(1);
        assertThat(job.at("/sources/0/reason").asText()).contains("broken gzip: it breaks off after line");
        assertThat(job.at("/lines/stored").asInt()).isBetween(500, 2000);
        assertThat(job.at("/lines/refused").asInt()).isZero();
    }

    @Test
    void aJobOfManyBodiesResolvesReferencesBetweenThem() throws Exception {
        String id = JSON.readTree(server.post("/ops/ingest/open", "").body())
                .path("id")
                .asText();
        JsonNode first = load(observation("x", "Patient/later").getBytes(UTF_8), "1.ndjson", null, id);
        assertThat(first.path("state").asText()).isEqualTo("open");
        assertThat(first.at("/lines/held").asInt()).isEqualTo(1);
        load(patient("later").getBytes(UTF_8), "2.ndjson", null, id);

        JsonNode done = server.post("/ops/ingest/" + id + "/finish", "").tree();

        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.at("/lines/stored").asInt()).isEqualTo(2);
        assertThat(server.get("Observation/x-" + n).status()).isEqualTo(200);
    }

    @Test
    void linesOfOneIdStayInOrderAlthoughTheFirstHadToWait() throws Exception {
        String first = observation("w", "Patient/slow");
        String second = first.replace("\"K\"", "\"second\"");
        JsonNode job =
                load((first + "\n" + second + "\n" + patient("slow") + "\n").getBytes(UTF_8), "order.ndjson", "dao");

        assertThat(job.at("/lines/stored").asInt()).as(job.toString()).isEqualTo(3);
        assertThat(server.get("Observation/w-" + n).tree().at("/code/text").asText())
                .isEqualTo("second");
        assertThat(server.get("Observation/w-" + n).tree().at("/meta/versionId").asText())
                .isEqualTo("2");
    }

    @Test
    void aJobThatEndedIsListedAndCanBeForgotten() throws Exception {
        JsonNode job = load(patient("f").getBytes(UTF_8), "one.ndjson", null);
        String id = job.path("id").asText();
        assertThat(server.get("/ops/ingest?limit=5").body()).contains(id);

        assertThat(server.delete("/ops/ingest/" + id).status()).isEqualTo(204);

        assertThat(server.get("/ops/ingest/" + id).status()).isEqualTo(404);
        assertThat(server.get("/ops/ingest/" + id + "/errors").status()).isEqualTo(404);
    }

    @Test
    void anOpenJobCanBeCancelled() throws Exception {
        String id = JSON.readTree(server.post("/ops/ingest/open", "").body())
                .path("id")
                .asText();

        assertThat(server.delete("/ops/ingest/" + id).status()).isEqualTo(202);

        assertThat(server.get("/ops/ingest/" + id).tree().path("state").asText())
                .isEqualTo("cancelled");
        assertThat(server.post("/ops/ingest/" + id + "/finish", "")
                        .tree()
                        .path("state")
                        .asText())
                .as("says how it ended")
                .isEqualTo("cancelled");
        assertThat(server.post("/ops/ingest?job=" + id + "&source=late", "").status())
                .isEqualTo(404);
    }

    @Test
    void importOfAUrlThatIsNotAllowedIsRefusedWithTheSettingToChange() {
        TestServer.Answer answer =
                server.post("$import", """
            {"inputFormat":"application/fhir+ndjson","input":[{"type":"Patient","url":"http://127.0.0.1:1/p.ndjson"}]}""", "Prefer", "respond-async", "Content-Type", "application/json");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains("aliquot.ingest.allowed-urls");
    }

    @Test
    void importWithoutPreferAndOfNothingSayWhatIsExpected() {
        assertThat(server.post("$import", "{}").body()).contains("respond-async");
        assertThat(server.post("$import", "{}", "Prefer", "respond-async").body())
                .contains("names nothing to import");
        for (String body : List.of("{", "[".repeat(1_500), "\0\0\0[\u007f\0\0\0")) {
            assertThat(server.post("$import", body, "Prefer", "respond-async").body())
                    .contains("the body is no JSON");
        }
        assertThat(server.post(
                                "$import",
                                "{\"input\":[{\"type\":\"Foo\",\"url\":\"https://lab.example.org/p.ndjson\"}]}",
                                "Prefer",
                                "respond-async")
                        .body())
                .contains("Foo, which is no FHIR R4 resource type");
        assertThat(server.get("$import-poll-status?_jobId=none").status()).isEqualTo(404);
    }

    @Test
    void whyAnImportFailedIsToldToWhoeverAsks() throws Exception {
        String job = load("{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}\n".getBytes(UTF_8), "failed", null)
                .path("id")
                .asText();
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update aliquot_ingest_job set state = 'FAILED', reason = 'its disk is gone' where job_id = '" + job
                            + "'");
        }
        TestServer.Answer answer = server.get("$import-poll-status?_jobId=" + job);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).isEqualTo("this import failed: its disk is gone");
    }

    private JsonNode load(byte[] body, String source, String via) throws Exception {
        return load(body, source, via, null);
    }

    private JsonNode load(byte[] body, String source, String via, String job) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + "/ops/ingest?source=" + source
                                + (via == null ? "" : "&via=" + via) + (job == null ? "" : "&job=" + job)))
                        // As curl --data-binary sends it.
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", "Bearer " + server.operatorToken())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private String patient(String id) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + (id.length() > 30 ? id : id + "-" + n) + "\"}";
    }

    private String observation(String id, String subject) {
        return "{\"resourceType\":\"Observation\",\"id\":\"" + id + "-" + n + "\",\"status\":\"final\","
                + "\"code\":{\"text\":\"K\"},\"subject\":{\"reference\":\"" + subject + "-" + n + "\"}}";
    }
}
