package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Device;
import org.junit.jupiter.api.Test;

@WithServer
class BulkExportTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TestServer server;

    BulkExportTest(TestServer server) {
        this.server = server;
    }

    @Test
    void exportRunsToItsEndAndGivesTheResources() throws InterruptedException {
        String id = server.create(new Device()).getIdElement().getIdPart();

        Answer accepted = server.get("$export?_type=Device", "Prefer", "respond-async");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        Answer done = poll(accepted.header("Content-Location"));

        String url = done.tree().at("/output/0/url").asText();
        assertThat(done.tree().at("/output/0/type").asText()).isEqualTo("Device");
        Answer file = server.get(url, "Accept", "application/fhir+ndjson");
        assertThat(file.body()).contains(id);
    }

    private Answer poll(String url) throws InterruptedException {
        Instant until = Instant.now().plus(PATIENCE);
        Answer answer = server.get(url);
        while (answer.status() == 202 && Instant.now().isBefore(until)) {
            Thread.sleep(500);
            answer = server.get(url);
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }
}
