package org.aliquot.server.auth.smart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.aliquot.server.Aliquot;
import org.aliquot.server.testsupport.Certificate;
import org.aliquot.server.testsupport.TestServer;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/** Lines A7 and B1 of the conformance bar: TLS 1.2 or newer on the FHIR base, authorize and token. By settings alone, nothing before the server. */
class TlsTest {
    private static final String BASE = "https://lab.example.org/fhir";

    @TempDir
    private static Path folder;

    private static Certificate certificate;
    private static TestServer server;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        certificate = Certificate.in(folder);
        server = TestServer.start(Files.writeString(
                folder.resolve("pem.yml"), """
                aliquot:
                  fhir:
                    base-url: %s
                server:
                  ssl:
                    bundle: lab
                spring:
                  ssl:
                    bundle:
                      pem:
                        lab:
                          keystore:
                            certificate: file:%s
                            private-key: file:%s
                """.formatted(BASE, certificate.pem(), certificate.key())));
        port = URI.create(server.baseUrl()).getPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> ask(String version, int at, String method, String path, String body)
            throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        HttpClient client = HttpClient.newBuilder()
                .sslContext(certificate.trusted())
                .sslParameters(parameters)
                .build();
        return client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + at + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2,GET,/fhir/metadata,200",
        "TLSv1.3,GET,/fhir/metadata,200",
        "TLSv1.2,GET,/fhir/Patient,401",
        "TLSv1.3,GET,/fhir/Patient,401",
        "TLSv1.2,GET,/auth/authorize,400",
        "TLSv1.3,POST,/auth/authorize,400",
        "TLSv1.2,POST,/auth/token,400",
        "TLSv1.3,POST,/auth/token,400",
    })
    void a7EveryEndpointIsThereOverTlsAndSaysThatItStays(String version, String method, String path, int status)
            throws Exception {
        HttpResponse<String> answer =
                ask(version, port, method, path, method.equals("POST") ? "grant_type=client_credentials" : "");
        assertThat(answer.statusCode()).as(answer.body()).isIn(status, 401);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(version);
        assertThat(answer.headers().firstValue("Strict-Transport-Security").orElse(""))
                .startsWith("max-age=");
    }

    /** The client of an export, too: kick-off, status, files. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2,/fhir/$export",
        "TLSv1.3,/fhir/Patient/$export",
        "TLSv1.3,/fhir/Group/1/$export",
        "TLSv1.3,/fhir/$export-poll-status?_jobId=1",
        "TLSv1.3,/fhir/$export-file/1/Patient.1.ndjson"
    })
    void b1EveryEndpointOfAnExportIsThereOverTls(String version, String path) throws Exception {
        HttpResponse<String> answer = ask(version, port, "GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(version);
    }

    /** As it is sent, because Java's own client knows no older versions any more. RFC 5246 7.4.1.2. */
    private static String hello(String version) throws IOException {
        String random = "00".repeat(32);
        String extensions = "000a00040002" + "0017" + "000b00020100" + "000d00080006" + "040104030501";
        String body = version + random + "00" + "0008" + "c02fc014c0130035" + "0100"
                + String.format("%04x", extensions.length() / 2) + extensions;
        String handshake = "01" + String.format("%06x", body.length() / 2) + body;
        String record = "160301" + String.format("%04x", handshake.length() / 2) + handshake;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(record));
            InputStream in = socket.getInputStream();
            return HexFormat.of().formatHex(in.readNBytes(7));
        }
    }

    @Test
    void a7OlderVersionsAreRefused() throws IOException {
        assertThat(hello("0303")).as("1.2: a handshake goes on").startsWith("16");
        for (String version : List.of("0302", "0301", "0300")) {
            // A fatal alert: protocol_version, or of 3.0, with which nobody speaks at all, handshake_failure.
            assertThat(hello(version)).as(version).matches("15....000202(46|28)");
        }
    }

    private static Connector connectorOf(TestServer of) {
        ServletWebServerApplicationContext context = (ServletWebServerApplicationContext)
                WebApplicationContextUtils.getRequiredWebApplicationContext(of.bean(ServletContext.class));
        return ((TomcatWebServer) context.getWebServer()).getTomcat().getConnector();
    }

    /** Not by the grace of this machine's Java. */
    @Test
    void a7TheServerItselfNamesTheVersions() {
        Connector connector = connectorOf(server);
        for (SSLHostConfig host : connector.findSslHostConfigs()) {
            assertThat(host.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        }
        assertThat(connector.findSslHostConfigs()).hasSize(1);
    }

    @Test
    void a7WithoutTlsNothingIsAnswered() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).doesNotContain("CapabilityStatement").doesNotContain(" 200");
        }
    }

    @Test
    void a7DiscoveryNamesTheAddressOverTls() throws Exception {
        for (String path : List.of("smart-configuration", "openid-configuration")) {
            String answer =
                    ask("TLSv1.3", port, "GET", "/fhir/.well-known/" + path, "").body();
            assertThat(answer)
                    .contains("https://lab.example.org/auth/token", BASE)
                    .doesNotContain("http://");
        }
        assertThat(ask("TLSv1.3", port, "GET", "/fhir/metadata", "").body())
                .contains("https://lab.example.org/auth/authorize");
    }

    @Test
    void aPkcs12StoreDoesAsWell() throws Exception {
        Path config =
                Files.writeString(folder.resolve("p12.yml"), """
                server.ssl.key-store: %s
                server.ssl.key-store-password: %s
                server.ssl.enabled-protocols: TLSv1.3,TLSv1.1
                """.formatted(certificate.pkcs12(), Certificate.PASSWORD));
        try (TestServer other = TestServer.start(config)) {
            int at = URI.create(other.baseUrl()).getPort();
            HttpResponse<String> answer = ask("TLSv1.3", at, "GET", "/fhir/.well-known/smart-configuration", "");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("https://localhost:" + at + "/auth/token");
            assertThat(connectorOf(other).findSslHostConfigs()[0].getEnabledProtocols())
                    .containsExactly("TLSv1.3");
        }
    }

    private record Run(int exitCode, String errors) {
        static Run of(String... arguments) {
            PrintStream err = System.err;
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            try {
                System.setErr(new PrintStream(errors, true, UTF_8));
                return new Run(Aliquot.run(arguments), errors.toString(UTF_8));
            } finally {
                System.setErr(err);
            }
        }
    }

    @Test
    void commandsBelieveTheAuthorityThatTheyAreGivenAndNoOther() throws IOException {
        Path lines = Files.writeString(folder.resolve("one.ndjson"), "{\"resourceType\":\"Patient\",\"id\":\"tls\"}\n");
        String address = "https://localhost:" + port;
        String token = server.operatorToken();
        Run unknown = Run.of("ingest", "--server", address, "--token", token, lines.toString());
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.errors()).contains("--cacert FILE.pem").doesNotContain("\tat ");
        Run no =
                Run.of("ingest", "--server", address, "--token", token, "--cacert", lines.toString(), lines.toString());
        assertThat(no.exitCode()).isEqualTo(2);
        assertThat(no.errors()).contains("one.ndjson holds no certificate");
        String pem = certificate.pem().toString();
        Run ingest = Run.of("ingest", "--server", address, "--token", token, "--cacert", pem, lines.toString());
        assertThat(ingest.exitCode()).as(ingest.errors()).isZero();
        Run list = Run.of("quarantine", "list", "--server", address, "--token", token, "--cacert", pem);
        assertThat(list.exitCode()).as(list.errors()).isZero();
        Run name = Run.of(
                "quarantine", "list", "--server", "https://127.0.0.2:" + port, "--token", token, "--cacert", pem);
        assertThat(name.exitCode()).as("a name that is not the certificate's").isEqualTo(1);
    }
}
