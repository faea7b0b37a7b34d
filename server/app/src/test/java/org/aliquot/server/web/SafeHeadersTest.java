package org.aliquot.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers tell browsers and proxies. Over TLS, see TlsTest. */
@WithServer
class SafeHeadersTest {
    private final TestServer server;

    SafeHeadersTest(TestServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient",
                "Patient/none",
                "Patient?frob=1",
                "Patient/_history",
                "_history",
                "Frob",
                "/ops/ingest",
                "/ops/quarantine",
                "/actuator/prometheus",
                "/actuator/health",
                "/auth/authorize",
                "/nothing/here",
                "swagger-ui/"
            })
    void nobodyKeepsACopyOrTakesItForAnotherKind(String path) {
        Answer answer = server.get(path);
        assertThat(answer.raw().headers().allValues("Cache-Control"))
                .as(path)
                .hasSize(1)
                .first()
                .asString()
                .contains("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isIn("no-referrer", "same-origin");
        assertThat(answer.header("X-Frame-Options")).isIn("SAMEORIGIN", "DENY");
        assertThat(answer.header("Strict-Transport-Security"))
                .as("not over TLS")
                .isEmpty();
    }

    @Test
    void refusalsSaySoToo() {
        Answer refused = server.get("Patient", "Authorization", "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
        Answer other = server.send("POST", "Patient", "{}", "Origin", "https://evil.example");
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", ".well-known/smart-configuration", "/auth/jwks", "/apps/results/"})
    void whatIsTheSameForEveryoneMayBeKept(String path) {
        Answer answer = server.get(path);
        assertThat(answer.header("Cache-Control")).doesNotContain("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
}
