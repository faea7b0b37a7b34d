package org.aliquot.server.testsupport;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.token.LocalKey;
import org.aliquot.server.boot.ServerLauncher;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole server in this JVM: embedded PostgreSQL, a free HTTP port, a data directory below target. */
public final class TestServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FHIR_JSON = "application/fhir+json";

    private final ConfigurableApplicationContext context;
    private final Path dataDir;
    private final String baseUrl;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private TestServer(ConfigurableApplicationContext context, Path dataDir) {
        this.context = context;
        this.dataDir = dataDir;
        this.baseUrl = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** An answer: its status, its headers by {@link #raw}, its body as text or JSON. */
    public record Answer(HttpResponse<String> raw, ObjectMapper json) {
        public int status() {
            return raw.statusCode();
        }

        public String body() {
            return raw.body();
        }

        public JsonNode tree() {
            try {
                return json.readTree(raw.body());
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + raw.body(), e);
            }
        }

        /** The header, or an empty string. */
        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** {@code id} of the resource in the body. */
        public String id() {
            return tree().path("id").asText();
        }
    }

    /** Starts one of its own; the caller closes it. Tests that can share one use {@link WithServer}. */
    public static TestServer start() {
        return start(Map.of());
    }

    /**
     * As {@link #start()}, with a PostgreSQL that is told more.
     *
     * @param postgres settings by name
     */
    public static TestServer start(Map<String, String> postgres) {
        if (OtherPostgres.ofThisRun().isPresent()) {
            // Which has settings of its own.
            return start((Path) null);
        }
        try {
            Files.createDirectories(Path.of("target"));
            Path config = Files.createTempFile(Path.of("target"), "test-server-", ".yml");
            Files.writeString(
                    config,
                    postgres.entrySet().stream()
                            .map(setting -> "aliquot.database.embedded.settings." + setting.getKey() + ": \""
                                    + setting.getValue() + "\"\n")
                            .collect(Collectors.joining()));
            return start(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #start()}, with settings from a file. */
    public static TestServer start(Path config) {
        try {
            Path dataDir = Scratch.directory("test-server");
            Optional<OtherPostgres> postgres = OtherPostgres.ofThisRun();
            Path all = postgres.isEmpty() ? config : in(postgres.get(), config, dataDir);
            return new TestServer(new ServerLauncher(dataDir, 0, "127.0.0.1", all).start(), dataDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path in(OtherPostgres postgres, Path config, Path dataDir) throws IOException {
        // Full names beside whatever the file has: it is one document.
        String database = "aliquot.database.url: %s\naliquot.database.username: %s\naliquot.database.password: none\n"
                .formatted(postgres.database(), postgres.owner());
        return Files.writeString(
                dataDir.resolve("server.yml"), config == null ? database : Files.readString(config) + "\n" + database);
    }

    /** Closes it then. */
    public TestServer untilTheJvmEnds() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        return this;
    }

    /** Such as {@code http://127.0.0.1:39173}. */
    public String baseUrl() {
        return baseUrl;
    }

    /** Such as {@code http://127.0.0.1:39173/fhir}. */
    public String fhirUrl() {
        return baseUrl + "/fhir";
    }

    /** Where the server keeps its files. */
    public Path dataDir() {
        return dataDir;
    }

    /** The server's beans. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The bean of this name, for where several are of one type. */
    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public FhirContext fhir() {
        return context.getBean(FhirContext.class);
    }

    /** The parsed resource. */
    public <T extends IBaseResource> T parse(Class<T> type, Answer answer) {
        return fhir().newJsonParser().parseResource(type, answer.body());
    }

    /** GET; the path begins after {@code /fhir/} and is escaped by the caller. */
    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** Creates the resource and returns it as the server stored it. */
    @SuppressWarnings("unchecked") // what comes back is of the type that was sent
    public <T extends Resource> T create(T resource) {
        Answer answer = post(resource.fhirType(), fhir().newJsonParser().encodeResourceToString(resource));
        if (answer.status() != 201) {
            throw new AssertionError("create " + resource.fhirType() + ": " + answer.status() + " " + answer.body());
        }
        return (T) parse(resource.getClass(), answer);
    }

    /**
     * Any method; FHIR JSON and with a token that allows everything, unless the headers, given as name and value in turn, say
     * otherwise. An empty value: without that header.
     */
    public Answer send(String method, String path, String body, String... headers) {
        String url = path.startsWith("http") ? path : path.startsWith("/") ? baseUrl + path : fhirUrl() + "/" + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.setHeader("Content-Type", FHIR_JSON);
        }
        boolean hasOwnToken = List.of(headers).contains("Authorization");
        if (!hasOwnToken) {
            request.setHeader("Authorization", "Bearer " + operatorToken());
        }
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                request.setHeader(headers[i], headers[i + 1]);
            }
        }
        try {
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()), json);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A token that allows everything. */
    public String operatorToken() {
        return localToken(LocalKey.ALL_SCOPES);
    }

    /** A token of the machine's operator for these scopes. */
    public String localToken(Scopes scopes) {
        return bean(LocalKey.class).token(scopes, Duration.ofHours(1));
    }

    @Override
    public void close() {
        context.close();
        untilItsDatabaseHasStopped();
        Scratch.delete(dataDir);
    }

    /** With the JVM, Spring's own thread may be closing it, and needs PostgreSQL's programs for that. */
    private void untilItsDatabaseHasStopped() {
        Instant end = Instant.now().plus(PATIENCE);
        while (Files.exists(dataDir.resolve("postgres/postmaster.pid"))
                && Instant.now().isBefore(end)) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
