package org.aliquot.server.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.aliquot.server.auth.token.LocalKey;
import org.aliquot.server.testsupport.Scratch;

/**
 * {@code java -jar aliquot.jar serve} with one Sysmex XN and one Mindray BC connection, all on free loopback
 * ports. Also drives the benchmarks.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    // Spring Boot's, in every runnable jar; the one of java -jar takes nothing from outside.
    private static final String LAUNCHER_WITH_CLASSES = "org.springframework.boot.loader.launch.PropertiesLauncher";

    private final Path jar;
    private final Path directory;
    private final int port;
    private final int xnPort;
    private final int bcPort;
    private final HttpClient http = HttpClient.newHttpClient();
    // Digits as they stand: 8.10 is not 8.1.
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private final Map<String, String> environment = new HashMap<>();
    private String heap = "1g";
    private boolean asksForTokens;
    private boolean isScratch;
    private Path added;
    private Process process;

    /**
     * Not started yet.
     *
     * @param jar the runnable jar
     * @param directory made where it does not exist; data and log go there
     */
    public ServerProcess(Path jar, Path directory) throws IOException {
        this.jar = jar;
        this.directory = Files.createDirectories(directory);
        this.port = freePort();
        this.xnPort = freePort();
        this.bcPort = freePort();
        Files.writeString(directory.resolve("lab.yml"), """
                aliquot:
                  gateway:
                    connections:
                      - id: xn-1
                        instrument: sysmex-xn
                        transport: tcp-server
                        address: 127.0.0.1:%d
                        zone: Europe/Berlin
                      - id: bc-1
                        instrument: mindray-bc
                        transport: tcp-server
                        address: 127.0.0.1:%d
                        zone: Europe/Berlin
                """.formatted(xnPort, bcPort));
    }

    /** The jar that this build made, with data of its own below target, which go when it is closed; its log stays. */
    static ServerProcess ofThisBuild(String name) throws IOException {
        ServerProcess server = new ServerProcess(Path.of("target", "aliquot.jar"), Scratch.directory(name));
        server.isScratch = true;
        return server;
    }

    /** A setting by its environment variable, such as {@code ALIQUOT_DATABASE_URL}; before the start. */
    public ServerProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** More settings: what stands below {@code aliquot:} in a settings file, indented by two; before the start. */
    public ServerProcess withSettings(String yaml) throws IOException {
        Files.writeString(directory.resolve("lab.yml"), yaml, StandardOpenOption.APPEND);
        return this;
    }

    /** As in earnest, where otherwise it is in development mode and nobody needs a token; before the start. */
    public ServerProcess withTokens() {
        asksForTokens = true;
        return this;
    }

    /** A token that allows everything, of a server that has started once. */
    public String token() {
        return LocalKey.in(directory.resolve("data"), Clock.systemUTC())
                .orElseThrow()
                .token(LocalKey.ALL_SCOPES, Duration.ofHours(1));
    }

    /** The largest heap, such as {@code 4g}; before the start. */
    public ServerProcess withHeap(String size) {
        heap = size;
        return this;
    }

    /** A folder of classes that the server has besides its own; before the start. */
    public ServerProcess withClasses(Path folder) {
        added = folder;
        return this;
    }

    /** Starts, or starts again on the same data; returns once the server says it is ready. */
    public ServerProcess start() throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heap);
        if (isScratch) {
            // Half of the work of a start is C2's, and such a server does not live long enough to have it back.
            line.add("-XX:TieredStopAtLevel=1");
        }
        line.addAll(
                added == null
                        ? List.of("-jar", jar.toString())
                        : List.of("-Dloader.path=" + added, "-cp", jar.toString(), LAUNCHER_WITH_CLASSES));
        line.addAll(List.of(
                "serve",
                "--data-dir",
                directory.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--config",
                directory.resolve("lab.yml").toString()));
        if (!asksForTokens) {
            line.add("--dev");
        }
        ProcessBuilder command = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        command.environment().putAll(environment);
        process = command.start();
        Instant until = Instant.now().plus(START);
        while (!isReady()) {
            if (!process.isAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("the server did not start:\n" + Files.readString(log()));
            }
            Thread.sleep(250);
        }
        return this;
    }

    /** As by {@code kill -9}: no hook runs, nothing is flushed. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As by SIGTERM; returns the exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server did not stop within 60 s of SIGTERM");
        }
        return process.exitValue();
    }

    public String base() {
        return "http://127.0.0.1:" + port;
    }

    public int xnPort() {
        return xnPort;
    }

    public int bcPort() {
        return bcPort;
    }

    public Path directory() {
        return directory;
    }

    public Path log() {
        return directory.resolve("server.log");
    }

    /** What every thread of the server does now, and then the end of its log. */
    String threads() throws InterruptedException {
        try {
            Path dump = directory.resolve("threads.txt");
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jstack")
                                    .toString(),
                            Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(dump.toFile())
                    .start()
                    .waitFor(30, TimeUnit.SECONDS);
            List<String> log = Files.readAllLines(log());
            return Files.readString(dump) + String.join("\n", log.subList(Math.max(0, log.size() - 100), log.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    public JsonNode get(String path) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                    .header("Cache-Control", "no-cache")
                    .timeout(Duration.ofMinutes(2));
            if (asksForTokens) {
                request.header("Authorization", "Bearer " + token());
            }
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
            }
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(path + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until everything that was acknowledged has an outcome. An ASTM sender has its last ACK before the server
     * has read the EOT: what is still being received counts.
     */
    public void untilDelivered() throws InterruptedException {
        Instant until = Instant.now().plus(Duration.ofMinutes(3));
        while (hasBacklog(get("/ops/connections"))) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException("still undelivered: " + get("/ops/connections"));
            }
            Thread.sleep(200);
        }
    }

    private static boolean hasBacklog(JsonNode status) {
        return status.path("receiving").asInt() + status.path("pending").asInt() > 0;
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest ask = HttpRequest.newBuilder(URI.create(base() + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            stop();
        }
        if (isScratch) {
            Scratch.delete(directory.resolve("data"));
        }
    }
}
