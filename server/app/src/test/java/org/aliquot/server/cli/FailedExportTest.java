package org.aliquot.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code aliquot export} where the server makes nothing of the order. */
class FailedExportTest {
    private static final String DONE = "{\"transactionTime\":\"2026-01-01T00:00:00Z\",\"output\":[],\"error\":[]}";
    private static final String FAILED =
            "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"diagnostics\":\"this export failed: no room\"}]}";

    private final List<String> asked = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private HttpServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/fhir/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean isOrder = exchange.getRequestURI().getPath().endsWith("$export");
        String method = exchange.getRequestMethod();
        asked.add(isOrder ? "order" : method);
        if (isOrder) {
            exchange.getResponseHeaders().add("Content-Location", base() + "/fhir/job");
            exchange.sendResponseHeaders(202, -1);
        } else if (method.equals("DELETE")) {
            exchange.sendResponseHeaders(202, -1);
        } else {
            // The last answer is the answer from then on.
            int status = answers.size() > 1 ? answers.remove(0) : answers.get(0);
            byte[] body = (status == 200 ? DONE : FAILED).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private record Run(int exitCode, String err) {}

    private Run export() {
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ExportCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(e.getMessage());
                    return ExitCodes.of(e);
                })
                .execute("--server", base(), "--token", "any", "--to", folder.toString());
        return new Run(exitCode, err.toString());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aJobThatFailedIsToldAndLeavesNothing() throws IOException {
        answers.add(500);
        Run run = export();
        assertThat(run.exitCode).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err).contains("no room");
        assertThat(names()).isEmpty();
        assertThat(asked).startsWith("order").endsWith("DELETE");
    }

    @Test
    void aServerThatIsAwayForAMomentIsAskedAgain() throws IOException {
        answers.addAll(List.of(503, 500, 503, 200));
        Run run = export();
        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(asked).containsExactly("order", "GET", "GET", "GET", "GET", "DELETE");
        assertThat(names()).containsExactly("manifest.json");
    }

    @Test
    void aJobOfAnEarlierCallThatFailedIsOrderedAnew() throws Exception {
        answers.addAll(List.of(500, 500, 500, 500, 500, 200));
        new ExportFolder(folder).begin(new ExportFolder.Note(base(), order(), base() + "/fhir/job"));
        Run run = export();
        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(asked).containsExactly("GET", "GET", "GET", "GET", "GET", "DELETE", "order", "GET", "DELETE");
    }

    private static String order() {
        return "/$export?_outputFormat=application%2Ffhir%2Bndjson";
    }
}
