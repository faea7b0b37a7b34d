package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Bundle is answered by a Bundle, whatever its entries ask for. */
@WithServer
class WholeAnswersTest {
    private final TestServer server;
    private final String id = UUID.randomUUID().toString();

    WholeAnswersTest(TestServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$changes?_count=1",
                "$export?_type=Patient",
                "Patient/$export",
                "Patient/ID/$export",
                "$export-poll-status?_jobId=x",
                "$import-poll-status?_jobId=x",
                "$import-errors?_jobId=x"
            })
    void ofABatchWhatAnswersByItselfIsRefusedAndTheOthersAreAnswered(String url) {
        assertThat(server.put("Patient/" + id, patient()).status()).isEqualTo(201);
        Answer answer = server.post("", bundle("batch", url), "Prefer", "respond-async");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/fhir+json");
        JsonNode entries = answer.tree().path("entry");
        assertThat(entries).hasSize(3);
        assertThat(entries.at("/0/response/status").asText()).startsWith("201");
        assertThat(entries.at("/1/response/status").asText()).startsWith("400");
        assertThat(entries.at("/1/response").toString()).contains("send it alone");
        assertThat(entries.at("/2/resource/id").asText()).isEqualTo(id);
        assertThat(server.get("Patient/" + id).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$changes?_count=1",
                "$nonsense",
                "Nonsense/1",
                "ViewDefinition/patients/$run",
                "Patient/ID/x/y",
                "",
                "Patient?birthdate=xx",
                "Observation?value-quantity=abc",
                "Patient/_history?_since=xx",
                "Observation/$lastn?max=x"
            })
    void aTransactionWithSuchAnEntryStoresNothing(String url) {
        String body = bundle("transaction", url)
                .replace("\"POST\",\"url\":\"Patient\"", "\"PUT\",\"url\":\"Patient/" + id + "\"")
                .replace("{\"resourceType\":\"Patient\"}", patient());
        Answer answer = server.post("", body);

        assertThat(answer.status()).as(answer.body()).isIn(400, 404);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(server.get("Patient/" + id).status()).isEqualTo(404);
    }

    /** HAPI takes it for a transaction. */
    @Test
    void aBundleWithoutATypeIsNoWayAround() {
        String body = bundle("transaction", "$nonsense")
                .replace("\"type\":\"transaction\",", "")
                .replace("\"POST\",\"url\":\"Patient\"", "\"PUT\",\"url\":\"Patient/" + id + "\"")
                .replace("{\"resourceType\":\"Patient\"}", patient());

        assertThat(server.post("", body).status()).isIn(400, 404);
        assertThat(server.get("Patient/" + id).status()).isEqualTo(404);
    }

    @Test
    void aTransactionStillReadsWhatIsThereAndTellsOfWhatIsNot() {
        assertThat(server.put("Patient/" + id, patient()).status()).isEqualTo(201);
        String none = UUID.randomUUID().toString();
        JsonNode entries = server.post(
                        "",
                        bundle("transaction", "Patient?_id=" + id + "&_count=1")
                                .replace(
                                        "]}",
                                        "," + get("/Patient/" + none) + "," + get("Patient/" + id + "/_history/1")
                                                + "]}"))
                .tree()
                .path("entry");
        assertThat(entries).hasSize(5);
        assertThat(entries.at("/1/resource/entry/0/resource/id").asText()).isEqualTo(id);
        assertThat(entries.at("/2/resource/id").asText()).isEqualTo(id);
        assertThat(entries.at("/3/response/status").asText()).startsWith("404");
        assertThat(entries.at("/4/resource/id").asText()).isEqualTo(id);
    }

    private String patient() {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
    }

    private String bundle(String type, String url) {
        List<String> entries = List.of(
                "{\"resource\":{\"resourceType\":\"Patient\"},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}",
                get(url.replace("ID", id)),
                get("Patient/" + id));
        return entries.stream()
                .collect(Collectors.joining(
                        ",", "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[", "]}"));
    }

    private static String get(String url) {
        return "{\"request\":{\"method\":\"GET\",\"url\":\"" + url + "\"}}";
    }
}
