package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Bundle is answered by a Bundle, whatever its entries ask for. */
@WithServer
class WholeAnswersTest {
    private final TestServer server;
    private final String id = UUID.randomUUID().toString();

    WholeAnswersTest(TestServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @CsvSource({
        "batch, $changes?_count=1",
        "batch, $export?_type=Patient",
        "batch, Patient/$export",
        "batch, Patient/ID/$export",
        "batch, $export-poll-status?_jobId=x",
        "batch, $import-poll-status?_jobId=x",
        "batch, $import-errors?_jobId=x",
        "transaction, $changes?_count=1"
    })
    void whatAnswersByItselfIsRefusedAndTheOtherEntriesAreAnswered(String type, String url) {
        assertThat(server.put("Patient/" + id, patient()).status()).isEqualTo(201);
        Answer answer = server.post("", bundle(type, url), "Prefer", "respond-async");

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
