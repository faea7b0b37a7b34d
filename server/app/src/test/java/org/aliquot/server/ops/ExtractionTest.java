package org.aliquot.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** What the operations API and the metrics say of how lines were taken apart. */
@WithServer
class ExtractionTest {
    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    ExtractionTest(TestServer server) {
        this.server = server;
    }

    @Test
    void linesAreCountedByWhoTookThemApartAndWhyTheFastLaneLeftThem() {
        JsonNode before = extraction();

        load("{\"resourceType\":\"Patient\",\"id\":\"fast-" + n + "\",\"birthDate\":\"1980-01-02\"}\n"
                + "{\"resourceType\":\"Patient\",\"id\":\"hapi-" + n
                + "\",\"birthDate\":\"1980-01-02\",\"_birthDate\":{\"extension\":[{\"url\":\"http://aliquot.test/how\",\"valueString\":\"asked\"}]}}\n"
                + "{\"resourceType\":\"ValueSet\",\"id\":\"dao-" + n + "\",\"url\":\"http://aliquot.test/vs-" + n
                + "\",\"status\":\"draft\"}\n");

        JsonNode after = extraction();
        assertThat(increase(before, after, "/resources/fastLane")).isEqualTo(1);
        assertThat(increase(before, after, "/resources/hapi")).isEqualTo(1);
        assertThat(increase(before, after, "/resources/dao")).isEqualTo(1);
        assertThat(left(after, "extended-primitive")).isEqualTo(left(before, "extended-primitive") + 1);
        assertThat(left(after, "not-a-resource")).isEqualTo(left(before, "not-a-resource") + 1);
        assertThat(metric("aliquot_ingest_extracted_total{by=\"fast-lane\"}"))
                .isEqualTo(after.at("/resources/fastLane").asLong());
        assertThat(metric("aliquot_ingest_left_total{reason=\"extended-primitive\"}"))
                .isEqualTo(left(after, "extended-primitive"));
    }

    @Test
    void theFastLaneIsOpenAndFollowsAllSearchParameters() {
        JsonNode extraction = extraction();

        assertThat(extraction.at("/fastLane/state").asText()).isEqualTo("open");
        assertThat(extraction.at("/fastLane/closedBy")).isEmpty();
        assertThat(extraction.at("/searchParameters/compiled").asInt()).isGreaterThan(1000);
        assertThat(extraction.at("/searchParameters/notCompiled")).isEmpty();
    }

    @Test
    void everyReasonIsASeriesFromTheStart() {
        assertThat(server.get("/actuator/prometheus").body())
                .contains("aliquot_ingest_left_total{reason=\"too-deep\"}")
                .contains("aliquot_ingest_extracted_total{by=\"dao\"}");
    }

    private JsonNode extraction() {
        return server.get("/ops/ingest/extraction").tree();
    }

    private void load(String lines) {
        TestServer.Answer answer = server.post("/ops/ingest?via=copy&source=lines", lines);
        assertThat(answer.tree().at("/lines/stored").asInt())
                .as(() -> server.get(answer.tree().path("errors").asText()).body())
                .isEqualTo(3);
    }

    private static long increase(JsonNode before, JsonNode after, String where) {
        return after.at(where).asLong() - before.at(where).asLong();
    }

    private static long left(JsonNode extraction, String reason) {
        for (JsonNode left : extraction.path("left")) {
            if (left.path("reason").asText().equals(reason)) {
                assertThat(left.path("text").asText()).isNotBlank();
                return left.path("resources").asLong();
            }
        }
        return 0;
    }

    private double metric(String name) {
        return server.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(
                        line -> Double.parseDouble(line.substring(name.length()).strip()))
                .findFirst()
                .orElse(Double.NaN);
    }
}
