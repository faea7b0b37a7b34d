package org.aliquot.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code aliquot ingest} through a running server. */
@WithServer
class IngestCommandTest {
    private final TestServer server;
    private final String n = UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    IngestCommandTest(TestServer server) {
        this.server = server;
    }

    @Test
    void aFolderIsOneJobWhoseReferencesResolveAcrossItsFiles() throws Exception {
        write("a.ndjson", observation("one", "Patient/p"));
        write("z-Patient.ndjson", patient("p"));

        Run run = ingest(folder.toString());

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.json().path("accepted").asInt()).isEqualTo(2);
        assertThat(run.json().path("failed").asInt()).isZero();
        assertThat(run.json().path("bytes").asLong())
                .isEqualTo(Files.size(folder.resolve("a.ndjson")) + Files.size(folder.resolve("z-Patient.ndjson")));
        assertThat(server.get("Observation/one-" + n).status()).isEqualTo(200);
    }

    @Test
    void refusedLinesAreThreeAndAreWrittenToAFile() throws Exception {
        Path file = write("mixed.ndjson", patient("ok") + "\n{\"resourceType\":\"Nothing\"}");
        Path errors = folder.resolve("errors");

        Run run = ingest("--via", "dao", "--errors", errors.toString(), file.toString());

        assertThat(run.exitCode).as(run.err).isEqualTo(3);
        assertThat(run.json().path("failed").asInt()).isEqualTo(1);
        assertThat(run.err).contains("1 lines were refused: see " + errors);
        assertThat(Files.readAllLines(errors)).hasSize(1).first().asString().contains("mixed.ndjson, line 2");
    }

    @Test
    void whatCannotBeLoadedSaysWhy() throws Exception {
        assertThat(ingest(folder.resolve("none").toString()).exitCode).isEqualTo(1);
        assertThat(ingest(folder.toString()).err).contains("nothing to load");
        Run url = ingest("http://127.0.0.1:1/x.ndjson");
        assertThat(url.exitCode).isEqualTo(2);
        assertThat(url.err).contains("aliquot.ingest.allowed-urls");
        write("p.ndjson", patient("p"));
        assertThat(ingest("--via", "frob", folder.toString()).err).contains("no way into the database is called frob");
        assertThat(run("--server", "http://127.0.0.1:1", folder.toString()).err).contains("no server answers");
    }

    @Test
    void aJobThatTheCommandGivesUpDoesNotStayOpen() throws Exception {
        Path deep = folder;
        while (deep.toString().length() < 1_000) {
            deep = deep.resolve("d".repeat(200));
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("p.ndjson"), patient("p") + "\n");

        Run run = ingest(folder.toString());

        assertThat(run.exitCode).as(run.err).isEqualTo(2);
        assertThat(run.err).contains("expected a name of at most");
        assertThat(server.get("/ops/ingest?limit=1").tree().at("/0/state").asText())
                .isIn("cancelling", "cancelled");
    }

    private record Run(int exitCode, String out, String err) {
        /** The last line. */
        JsonNode json() throws Exception {
            List<String> lines = out.lines().toList();
            return new ObjectMapper().readTree(lines.get(lines.size() - 1));
        }
    }

    private Run ingest(String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "--server";
        all[1] = server.baseUrl();
        all[2] = "--token";
        all[3] = server.operatorToken();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return run(all);
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new IngestCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(e.getMessage());
                    return ExitCodes.of(e);
                })
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text + "\n");
    }

    private String patient(String id) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "-" + n + "\"}";
    }

    private String observation(String id, String subject) {
        return "{\"resourceType\":\"Observation\",\"id\":\"" + id + "-" + n + "\",\"status\":\"final\","
                + "\"code\":{\"text\":\"K\"},\"subject\":{\"reference\":\"" + subject + "-" + n + "\"}}";
    }
}
