package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.oracle.corpus.SpecificationExamples;
import org.aliquot.server.oracle.corpus.Step;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The oracle of a line is HAPI's answer to a read of the same resource. On a server of its own: not all examples keep to profiles. */
class ExportedLinesTest {
    private static final List<String> BY_HAND = List.of(
            """
            {"resourceType":"Observation","id":"line-1","meta":{"source":"urn:lab:\\"a\\"#run-1","profile":["http://example.org/z","http://example.org/a"],\
            "security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","version":"1","code":"R","display":"restr\\"icted"}],\
            "tag":[{"system":"urn:b","version":"2","code":"x","display":"Ärger\\u0001","userSelected":true},{"system":"urn:a","code":"y"}]},\
            "status":"final","code":{"text":"k"},"valueQuantity":{"value":5.40,"comparator":"<","unit":"mmol/L"}}""",
            """
            {"resourceType":"Observation","id":"line-2","meta":{"extension":[{"url":"http://example.org/e","valueString":"in meta }{ \\"x\\""}],\
            "tag":[{"system":"urn:a","code":"z"}]},"status":"final","code":{"text":"k"},"valueQuantity":{"value":1E3}}""",
            "{\"resourceType\":\"Basic\",\"id\":\"line-3\",\"code\":{\"text\":\"bare\"}}",
            "{\"resourceType\":\"Patient\",\"id\":\"line-4\",\"meta\":{\"source\":\"urn:only\"}}",
            "{\"resourceType\":\"Patient\",\"id\":\"line-5\",\"name\":[{\"family\":\"\\uD83E\\uDDEA \\u2028 line\"}]}");

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
    void tagsAreTheirResourcesHoweverManyThereAre() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(server.put("Device/own-" + i, "{\"resourceType\":\"Device\",\"id\":\"own-" + i + "\"}")
                            .status())
                    .isEqualTo(201);
        }
        // Twice as many as are remembered at once.
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into hfj_tag_def (tag_id, tag_type, tag_system, tag_code)"
                    + " select 900000000 + n, 0, 'urn:own', n::text from generate_series(0, 20999) n");
            statement.execute("insert into hfj_res_tag (pid, tag_id, res_id, res_type)"
                    + " select 900000000 + n, 900000000 + n, r.res_id, 'Device' from generate_series(0, 20999) n"
                    + " join hfj_resource r on r.res_type = 'Device' and r.fhir_id = 'own-' || n % 3");
        }

        Map<String, JsonNode> lines =
                Exported.of(server, "$export?_type=Device").lines();

        for (int i = 0; i < 3; i++) {
            int remainder = i;
            JsonNode tags = lines.get("Device/own-" + i).at("/meta/tag");
            assertThat(tags).hasSize(7_000);
            assertThat(tags)
                    .allSatisfy(tag -> assertThat(tag.path("code").asInt() % 3).isEqualTo(remainder));
        }
        for (int i = 0; i < 3; i++) {
            server.delete("Device/own-" + i);
        }
    }

    @Test
    void aLineIsWhatHapiAnswersToARead() throws Exception {
        Map<String, String> sent = new LinkedHashMap<>();
        BY_HAND.forEach(json -> sent.put(reference(json), json));
        new Generator(71, Claims.PROFILES).resources(200, (kind, line, length) -> {
            String json = new String(line, 0, length - 1, StandardCharsets.UTF_8);
            sent.put(reference(json), json);
        });
        List<String> byRest = new ArrayList<>(BY_HAND);
        byRest.forEach(json ->
                assertThat(server.put(reference(json), json).status()).as(json).isIn(200, 201));
        store(Step.Store.of("generated", new ArrayList<>(sent.values())));
        // By COPY too, under other ids.
        store(Step.Store.of(
                "by hand",
                BY_HAND.stream()
                        .map(json -> json.replace("\"line-", "\"copied-line-"))
                        .toList()));
        for (Step step : SpecificationExamples.steps(type -> List.of(
                        "Observation", "DiagnosticReport", "Specimen", "Bundle", "Binary", "List", "Questionnaire")
                .contains(type))) {
            if (step instanceof Step.Store lines) {
                store(lines);
            } else if (step instanceof Step.Rest rest) {
                assertThat(server.send(rest.method(), rest.path(), rest.body()).status())
                        .isEqualTo(200);
            }
        }

        Map<String, JsonNode> lines = Exported.of(
                        server,
                        "$export?_type=Observation,Patient,Basic,DiagnosticReport,Specimen,Bundle,Binary,List,Device,Questionnaire")
                .lines();
        assertThat(lines).containsKeys("Observation/line-1", "Observation/copied-line-2", "Patient/line-5");
        assertThat(lines.size()).isGreaterThan(300);
        lines.forEach((reference, line) -> assertThat(line)
                .as(reference)
                .isEqualTo(Exported.tree(
                        server.get(reference, "Accept", "application/fhir+json").body())));
    }

    private static void store(Step.Store step) {
        assertThat(server.post("/ops/ingest?source=lines", step.toString(), "Content-Type", "text/plain")
                        .status())
                .isEqualTo(200);
    }

    private static String reference(String json) {
        var tree = Exported.tree(json);
        return tree.path("resourceType").asText() + "/" + tree.path("id").asText();
    }
}
