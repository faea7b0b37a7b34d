package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aliquot.server.cli.SendCommand;
import org.aliquot.server.testsupport.PemFiles;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a settings file to a stored result, over MLLP and TLS; the analyzer is played by {@code aliquot send}. */
@Timeout(300)
class TlsIntakeTest {
    /** Invented, in the manner of a Mindray BC; no person is in it. */
    private static final String MESSAGE = String.join(
            "\r",
            "MSH|^~\\&|BC-5380|Example|||20260310081512||ORU^R01|17|P|2.3.1||||||UNICODE",
            "PID|1||^^^^MR",
            "PV1|1",
            "OBR|1||TLS-1|00001^Automated Count^99MRC||20260310080000|20260310081512|||||||20260310080000||||||||||HM||||||||",
            "OBX|1|IS|08001^Take Mode^99MRC||O||||||F",
            "OBX|2|NM|6690-2^WBC^LN||7.10|10*9/L|4.00-10.00|N|||F",
            "");

    @TempDir
    static Path folder;

    private static PemFiles gateway;
    private static PemFiles analyzer;
    private static PemFiles stranger;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        gateway = PemFiles.in(folder, "gateway");
        analyzer = PemFiles.in(folder, "analyzer");
        stranger = PemFiles.in(folder, "stranger");
        Path config = Files.writeString(
                folder.resolve("lab.yml"), """
                spring:
                  ssl:
                    bundle:
                      pem:
                        analyzers:
                          keystore:
                            certificate: %s
                            private-key: %s
                          truststore:
                            certificate: %s
                aliquot:
                  gateway:
                    max-connections: 20
                    connections:
                      - id: bc-tls
                        instrument: mindray-bc
                        address: 127.0.0.1:0
                        zone: UTC
                        allowed-peers: [127.0.0.1, "::1"]
                        max-connections-per-peer: 2
                        tls:
                          bundle: analyzers
                          handshake-timeout: 5s
                      - id: bc-closed
                        instrument: mindray-bc
                        address: 127.0.0.1:0
                        zone: UTC
                        allowed-peers: [10.20.0.0/24]
                """.formatted(gateway.certificate(), gateway.key(), analyzer.certificate()));
        Files.writeString(folder.resolve("message.hl7"), MESSAGE, StandardCharsets.US_ASCII);
        server = TestServer.start(config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Sent(int exitCode, String output) {}

    private static Sent send(String connection, PemFiles as) {
        CommandLine command = new CommandLine(new SendCommand());
        StringWriter said = new StringWriter();
        command.setOut(new PrintWriter(said));
        command.setErr(new PrintWriter(said));
        // As the program itself does it: one line, no stack trace.
        command.setExecutionExceptionHandler((failure, line, result) -> {
            said.append(String.valueOf(failure.getMessage()));
            return 1;
        });
        int exitCode = command.execute(
                "--instrument",
                "mindray-bc",
                "--to",
                connection(connection).path("address").asText(),
                "--tls-trust",
                gateway.certificate().toString(),
                "--tls-certificate",
                as.certificate().toString(),
                "--tls-key",
                as.key().toString(),
                folder.resolve("message.hl7").toString());
        return new Sent(exitCode, said.toString());
    }

    private static JsonNode connection(String id) {
        for (JsonNode one : server.get("/ops/connections").tree().path("connections")) {
            if (one.path("device").asText().equals(id)) {
                return one;
            }
        }
        throw new AssertionError("no connection " + id);
    }

    @Test
    void aMessageOverTlsIsAStoredResult() throws Exception {
        Sent sent = send("bc-tls", analyzer);
        assertThat(sent.output()).contains("1 acknowledged");
        assertThat(sent.exitCode()).isZero();

        long until = System.nanoTime() + 30_000_000_000L;
        while (stored().isEmpty() && System.nanoTime() < until) {
            Thread.sleep(100);
        }
        assertThat(stored().at("/resource/valueQuantity/value").decimalValue()).isEqualByComparingTo("7.10");
    }

    private static JsonNode stored() {
        return server.get("Observation?code=6690-2", "Cache-Control", "no-cache")
                .tree()
                .path("entry")
                .path(0);
    }

    @Test
    void aCertificateThatIsNotInTheTrustStoreIsRefusedAndTold() {
        Sent sent = send("bc-tls", stranger);
        assertThat(sent.exitCode()).isEqualTo(1);

        // Java shows a certificate only to whom names its authority.
        JsonNode status = connection("bc-tls");
        assertThat(status.path("turnedAway").asInt()).isPositive();
        assertThat(status.at("/lastTurnedAway/reason").asText()).isEqualTo("tls-no-certificate");
        assertThat(status.at("/lastTurnedAway/peer").asText()).isEqualTo("127.0.0.1");
        assertThat(server.get("/actuator/prometheus").body())
                .contains("aliquot_gateway_turned_away_total{connection=\"bc-tls\",reason=\"tls-no-certificate\"}");
    }

    @Test
    void aPeerThatIsNotOnTheListIsTurnedAwayAndTold() {
        assertThat(send("bc-closed", analyzer).exitCode()).isEqualTo(1);

        JsonNode status = connection("bc-closed");
        assertThat(status.at("/lastTurnedAway/reason").asText()).isEqualTo("not-allowed");
        assertThat(status.at("/lastTurnedAway/text").asText()).contains("allowed-peers");
        assertThat(status.path("bytes").asLong()).isZero();
    }
}
