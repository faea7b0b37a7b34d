package org.aliquot.server.audit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.Collectors;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request stops the audit, whatever its address holds. */
@WithServer
class AuditGoesOnTest {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final TestServer server;

    AuditGoesOnTest(TestServer server) {
        this.server = server;
    }

    private void assertThatItGoesOn() {
        Answer found = server.get("AuditEvent?_count=1");
        assertThat(found.status()).as(found.body()).isEqualTo(200);
    }

    private void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThatItGoesOn();
    }

    /** Which no index compresses. */
    private static String random(int length) {
        return new SecureRandom()
                .ints(length, 0, LETTERS.length())
                .mapToObj(LETTERS::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    @Test
    void anIdLongerThanAnyIs() {
        assertRefused(server.get("Patient/" + random(6_000)));
        assertRefused(server.get("Patient/1/_history/" + random(6_000)));
        assertRefused(server.delete("Patient/" + random(6_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient/a%2500",
                "Patient/a%25",
                "Patient/a%2541",
                "Patient/a+b",
                "Patient/a_b",
                "Patient/1/_history/a%2500",
                "Patient/1/_history/a%25",
                "Patient/a%25/$everything",
                "Patient/a%2500/_history",
                "Patient//a%2500",
                "Patient/a%2500/",
                "ViewDefinition/a%2500/$run",
                "Patient/%ED%A0%80"
            })
    void anIdThatIsNone(String path) {
        Answer answer = server.get(path);
        assertThat(answer.status()).as(answer.body()).isIn(400, 404);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThatItGoesOn();
    }

    @Test
    void aHeaderThatNamesAnId() {
        Answer answer = server.put(
                "Patient/x",
                "{\"resourceType\":\"Patient\",\"id\":\"x\"}",
                "Content-Location",
                "Patient/" + random(6_000));
        assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
        assertThatItGoesOn();
    }

    @Test
    void whatIsNoIdStays() {
        String id = "A-1.b";
        assertThat(server.put("Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}")
                        .status())
                .isIn(200, 201);
        for (String path : new String[] {
            "Patient/" + id,
            "Patient/A%2D1.b",
            "Patient/" + id + "/_history",
            "Patient/" + id + "/_history/1",
            "Patient/" + id + "/$everything",
            "Patient/_history",
            "Patient/_search?_id=" + id,
            "Patient/$meta",
            "_history?_count=1",
            "metadata",
            "Observation/$lastn?subject=Patient/" + id,
            "ViewDefinition/result_components",
            "ViewDefinition/patients",
            "swagger-ui/index.html"
        }) {
            assertThat(server.get(path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void aReferenceInABodyThatNoIndexTakes() {
        for (String id : new String[] {random(6_000), "a\\u0000b", "a\\ud800b"}) {
            Answer answer = server.post(
                    "Observation",
                    "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
                            + id + "\"}}");
            assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
            assertThatItGoesOn();
            Answer batch = server.post(
                    "",
                    "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\"Patient/"
                            + id + "\"}}]}");
            assertThat(batch.status()).as(batch.body()).isBetween(200, 499);
            assertThatItGoesOn();
        }
    }
}
