package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** The public client library on Node: launch, read, refresh, read. */
@WithServer
class NodeClientTest {
    private static final Path SOURCES = Path.of("src", "test", "node");
    private static final Path FOLDER = Path.of("target", "node-client");
    private static final Pattern CHECKED = Pattern.compile("name=\"scope\" value=\"([^\"]+)\" checked");

    private final TestServer server;
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    NodeClientTest(TestServer server) {
        this.server = server;
    }

    @Test
    void launchesReadsRenewsAndReadsAgain() throws Exception {
        assumeTrue(has("npm") && has("node"), "no Node.js on this machine");
        install();
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        for (int i = 0; i < 25; i++) {
            Observation observation = new Observation();
            observation.setStatus(Observation.ObservationStatus.FINAL).setSubject(new Reference("Patient/" + patient));
            observation.getCode().setText("test");
            server.create(observation);
        }
        String practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
        String user = SmartApp.user(server, practitioner);
        int port = freePort();
        String client = "node-" + UUID.randomUUID();
        server.bean(ClientStore.class)
                .add(new Client(
                        client,
                        "Node",
                        Client.Kind.PUBLIC,
                        Optional.empty(),
                        List.of("http://127.0.0.1:" + port + "/app"),
                        Optional.empty(),
                        Scopes.parse(
                                "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs"),
                        Optional.empty(),
                        Optional.empty()));
        Process node = new ProcessBuilder("node", "smart-app.js", Integer.toString(port), client, server.fhirUrl())
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("ready");
            HttpResponse<String> page = get(location(get("http://127.0.0.1:" + port + "/launch")));
            page = post(
                    "/auth/login",
                    "flow=" + SmartApp.flow(page) + "&username=" + user + "&password=" + encoded(SmartApp.PASSWORD));
            page = post("/auth/patient", "flow=" + SmartApp.flow(page) + "&patient=" + patient);
            StringBuilder consent = new StringBuilder("decision=allow&flow=" + SmartApp.flow(page));
            Matcher ticked = CHECKED.matcher(page.body());
            while (ticked.find()) {
                consent.append("&scope=").append(encoded(ticked.group(1)));
            }
            HttpResponse<String> seen = get(location(post("/auth/consent", consent.toString())));
            assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
            JsonNode told = new ObjectMapper().readTree(seen.body());
            assertThat(told.path("patient").asText()).isEqualTo(patient);
            assertThat(told.path("again").asText()).isEqualTo(patient);
            assertThat(told.path("observations").asInt()).isEqualTo(25);
            assertThat(told.path("user").asText()).endsWith(practitioner);
            assertThat(told.path("isRenewed").asBoolean()).isTrue();
        } finally {
            node.destroy();
        }
    }

    private static boolean has(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", "smart-app.js")) {
            Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.exists(FOLDER.resolve("node_modules/fhirclient/package.json"))) {
            return;
        }
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--no-package-lock",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--silent")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("npm.log").toFile())
                .start();
        assertThat(npm.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(npm.exitValue())
                .as(Files.readString(FOLDER.resolve("npm.log")))
                .isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", server.baseUrl())
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
