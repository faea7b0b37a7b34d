package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Resource;
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

    /** HAPI takes 800 at once, and our pages hold 500 at most. */
    @Test
    void moreThanAPieceIsExportedWhole() throws InterruptedException {
        List<Resource> many = new ArrayList<>();
        for (int i = 0; i < 1_700; i++) {
            Basic basic = new Basic();
            basic.setId("exported-" + i);
            basic.getCode().setText("exported");
            many.add(basic);
        }
        server.bean(ResourceIngest.class).ingest(many);
        Answer done = poll(
                server.get("$export?_type=Basic", "Prefer", "respond-async").header("Content-Location"));
        Set<String> exported = new TreeSet<>();
        done.tree()
                .path("output")
                .forEach(output -> server.get(output.path("url").asText(), "Accept", "application/fhir+ndjson")
                        .body()
                        .lines()
                        .map(line -> server.fhir().newJsonParser().parseResource(Basic.class, line))
                        .map(basic -> basic.getIdElement().getIdPart())
                        .filter(id -> id.startsWith("exported-"))
                        .forEach(exported::add));
        assertThat(exported).hasSize(1_700);
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
