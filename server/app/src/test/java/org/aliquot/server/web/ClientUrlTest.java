package org.aliquot.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that say what was asked, behind a proxy: by the address that the client knows, {@code aliquot.fhir.base-url}. */
class ClientUrlTest {
    private static final String BASE = "https://lab.example.org/lis/fhir";

    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(Files.writeString(
                folder.resolve("base.yml"), "aliquot.fhir.base-url: " + BASE + "/\naliquot.fhir.full-text: false\n"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode done(Answer accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String job = accepted.header("Content-Location");
        assertThat(job).startsWith(BASE + "/");
        Answer answer = server.get(job.substring(BASE.length() + 1));
        while (answer.status() == 202) {
            answer = server.get(job.substring(BASE.length() + 1));
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.tree();
    }

    @Test
    void manifestsSayWhatWasOrdered() {
        String order = "/Patient/$export?_type=Patient&_since=2026-01-01T00:00:00%2B01:00";
        assertThat(done(server.get(order.substring(1), "Prefer", "respond-async"))
                        .path("request")
                        .asText())
                .isEqualTo(BASE + order);
        Answer posted = server.post(
                "$export",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"_type\",\"valueString\":\"Basic\"}]}",
                "Prefer",
                "respond-async");
        assertThat(done(posted).path("request").asText()).isEqualTo(BASE + "/$export");
    }

    @Test
    void whoeverLooksAfterExportsSeesTheSame() {
        Answer accepted =
                server.get("ViewDefinition/devices/$viewdefinition-export?_format=csv", "Prefer", "respond-async");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(server.get("/ops/exports").body())
                .contains(BASE + "/ViewDefinition/devices/$viewdefinition-export?_format=csv");
    }

    @Test
    void foundBundlesSaySo() {
        for (String search : new String[] {"Observation/$lastn?status=final", "AuditEvent?_count=2&outcome=0"}) {
            JsonNode link = server.get(search).tree().at("/link/0");
            assertThat(link.path("relation").asText()).isEqualTo("self");
            assertThat(link.path("url").asText()).as(search).isEqualTo(BASE + "/" + search);
        }
    }
}
