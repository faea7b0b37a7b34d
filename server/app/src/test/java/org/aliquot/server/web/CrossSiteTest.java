package org.aliquot.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

@WithServer
class CrossSiteTest {
    private static final String REPLAY = "/ops/quarantine/none/replay";
    private static final String PATIENT = "{\"resourceType\":\"Patient\"}";

    private final TestServer server;

    CrossSiteTest(TestServer server) {
        this.server = server;
    }

    @Test
    void pageOfAnotherSiteMayChangeNothing() {
        for (String origin : new String[] {"http://evil.example", "https://evil.example:8080", "null", "::"}) {
            assertThat(server.post(REPLAY, "", "Origin", origin).status())
                    .as(origin)
                    .isEqualTo(403);
            Answer refused = server.post("Patient", PATIENT, "Origin", origin);
            assertThat(refused.status()).as(origin).isEqualTo(403);
            assertThat(refused.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
            assertThat(refused.body()).contains("header Origin").doesNotContain("evil");
        }
        assertThat(server.delete("Patient/none", "Origin", "http://evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void pageOfOurOwnAndProgramsMay() {
        assertThat(server.post(REPLAY, "", "Origin", server.baseUrl()).status()).isEqualTo(404);
        assertThat(server.post(REPLAY, "").status()).isEqualTo(404);
        assertThat(server.post("Patient", PATIENT, "Origin", server.baseUrl()).status())
                .isEqualTo(201);
    }

    @Test
    void readingAnswersWithoutLettingThePageSeeIt() {
        Answer read = server.get("Patient?_count=1", "Origin", "http://evil.example");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void serverOfThisMachineAnswersToThisMachinesNamesOnly() throws IOException {
        assertThat(statusFor("evil.example")).contains(" 421");
        assertThat(statusFor("127.evil.example")).contains(" 421");
        assertThat(statusFor("localhost")).contains(" 200");
        assertThat(statusFor("[::1]:8080")).contains(" 200");
        assertThat(statusFor("127.0.0.1")).contains(" 200");
    }

    // By hand: Java's HTTP client writes the header Host itself.
    private String statusFor(String host) throws IOException {
        URI address = URI.create(server.baseUrl());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /actuator/health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }
}
