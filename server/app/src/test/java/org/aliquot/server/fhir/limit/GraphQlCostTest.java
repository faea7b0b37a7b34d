package org.aliquot.server.fhir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithServer
class GraphQlCostTest {
    private final TestServer server;

    GraphQlCostTest(TestServer server) {
        this.server = server;
    }

    /** Braces in strings and comments close nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"{a", "{a(b:\\\"}}}}\\\")", "{a #}}}}\\n"})
    void aDeepQueryIsRefused(String level) {
        assertThat(post(level.repeat(20) + "}".repeat(20)).body()).doesNotContain("levels deep");
        Answer answer = post(level.repeat(21) + "}".repeat(21));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains("more than 20 levels deep");
    }

    @Test
    void aQueryWithoutEndIsRefused() {
        assertThat(post("{a".repeat(1_000_000)).status()).isEqualTo(400);
    }

    @Test
    void aDeepQueryIsRefusedHoweverItComes() {
        String query = "{a".repeat(21) + "}".repeat(21);

        assertThat(server.get("$graphql?query=" + query.replace("{", "%7B").replace("}", "%7D"))
                        .body())
                .contains("more than 20 levels deep");
        assertThat(server.post("$graphql", query, "Content-Type", "application/graphql")
                        .body())
                .contains("more than 20 levels deep");
    }

    @Test
    void aQueryThatReadsTooOftenIsEnded() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();

        assertThat(post(reads(patient, 50)).status()).isEqualTo(200);
        Answer answer = post(reads(patient, 1_001));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("more than 1000 times");
    }

    private static String reads(String patient, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> "p" + i + ":Patient(id:\\\"" + patient + "\\\"){id}")
                .collect(Collectors.joining(" ", "{", "}"));
    }

    private Answer post(String query) {
        return server.post("$graphql", "{\"query\":\"" + query + "\"}", "Content-Type", "application/json");
    }
}
