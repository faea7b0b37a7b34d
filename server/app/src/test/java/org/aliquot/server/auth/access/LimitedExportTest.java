package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** Lines A36 ($export), B3 and B10 of the conformance bar: an export holds what its bearer may see, and is that bearer's. */
@WithServer
class LimitedExportTest {
    private final TestServer server;

    LimitedExportTest(TestServer server) {
        this.server = server;
    }

    private String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }

    private Answer order(String parameters, String... bearer) {
        return server.get("$export" + parameters, "Prefer", "respond-async", "Authorization", bearer[1]);
    }

    @Test
    void granularScopeExportsItsCategoryToItsBearerAlone() throws InterruptedException {
        Ward ward = Ward.on(server);
        String[] mine = bearer("system/Observation.rs" + Ward.LABORATORY);
        String[] others = bearer("system/Observation.rs");

        Answer accepted = order("", mine);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String job = accepted.header("Content-Location");
        assertThat(server.get(job, others).status()).isEqualTo(404);
        assertThat(server.get(job + "&_jobId=x", others).status()).isEqualTo(404);
        assertThat(server.post(
                                "$export-poll-status",
                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"_jobId\",\"valueString\":\""
                                        + job.replaceFirst(".*_jobId=", "") + "\"}]}",
                                others)
                        .status())
                .isEqualTo(404);
        assertThat(server.delete(job, others).status()).isEqualTo(404);
        assertThat(server.get(job, "Authorization", "").status()).isEqualTo(401);
        Answer done = server.get(job, mine);
        for (Instant until = Instant.now().plus(Duration.ofMinutes(2));
                done.status() == 202 && Instant.now().isBefore(until); ) {
            Thread.sleep(300);
            done = server.get(job, mine);
        }

        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.tree().path("output")).isNotEmpty().allSatisfy(output -> {
            assertThat(output.path("type").asText()).isEqualTo("Observation");
            String url = output.path("url").asText();
            Answer file = server.get(url, "Accept", "application/fhir+ndjson", "Authorization", mine[1]);
            assertThat(file.body())
                    .contains("laboratory")
                    .doesNotContain(ward.id("jane's pulse"), ward.id("john's uncategorised"));
            assertThat(server.get(url, others).status()).isIn(403, 404);
            assertThat(server.get(url, "Authorization", "").status()).isEqualTo(401);
        });
    }

    @Test
    void exportOfMoreThanTheScopesAllowIsRefused() {
        String[] bearer = bearer("system/Observation.rs" + Ward.LABORATORY);
        assertThat(order("?_type=Patient", bearer).status()).isEqualTo(403);
        assertThat(order("?_type=Observation,Patient", bearer).status()).isEqualTo(403);
        assertThat(order("?_typeFilter=Observation%3Fcategory=vital-signs", bearer)
                        .status())
                .isEqualTo(403);
        assertThat(order("", bearer("aliquot/metrics")).status()).isEqualTo(403);
    }
}
