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
    void anExportOfATimeWithoutChangesIsLoaded() throws Exception {
        write("manifest.json", "{}");

        Run run = ingest(folder.toString());

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.json().path("accepted").asInt(-1)).isZero();
    }

    @Test
    void whatCannotBeLoadedSaysWhy() throws Exception {
        assertThat(ingest(folder.resolve("none").toString()).exitCode).isEqualTo(1);
        Run nothing = ingest(folder.toString());
        assertThat(nothing.exitCode).isEqualTo(1);
        assertThat(nothing.err).contains("nothing to load");
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

    @Test
    void whatAnExportSaysWasDeletedIsDeletedLastAndItsErrorsAreLeftOut() throws Exception {
        write("Patient.1.ndjson", patient("gone") + "\n" + patient("stays"));
        write(
                "Observation.1.ndjson",
                observation("gone", "Patient/gone") + "\n" + observation("moves", "Patient/gone"));
        assertThat(ingest(folder.toString()).exitCode).isZero();
        Files.delete(folder.resolve("Patient.1.ndjson"));
        write("Observation.1.ndjson", observation("moves", "Patient/stays"));
        // The second of ten comes before the tenth.
        write("Bundle.2.deleted.ndjson", deletions("Observation/gone"));
        write("Bundle.10.deleted.ndjson", deletions("Patient/gone"));
        Path errors = write("OperationOutcome.1.errors.ndjson", "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}");

        Run run = ingest(folder.toString());

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.err).contains(errors + " tells of errors, and is not loaded");
        assertThat(run.json().path("accepted").asInt()).isEqualTo(1);
        assertThat(run.json().path("failed").asInt()).isZero();
        assertThat(run.json().path("deleted").asInt()).isEqualTo(2);
        assertThat(server.get("Patient/gone-" + n).status()).isEqualTo(410);
        assertThat(server.get("Observation/gone-" + n).status()).isEqualTo(410);
        assertThat(server.get("Patient/stays-" + n).status()).isEqualTo(200);
        // Once more: nothing is there to be deleted.
        assertThat(ingest(folder.toString()).exitCode).isZero();
    }

    @Test
    void aDeletionThatTheServerRefusesIsToldWithItsPlace() throws Exception {
        write("a.ndjson", patient("p") + "\n" + observation("o", "Patient/p"));
        write("Bundle.1.deleted.ndjson", deletions("Observation/none") + "\n" + deletions("Patient/p"));

        Run run = ingest(folder.toString());

        assertThat(run.exitCode).as(run.err).isEqualTo(1);
        assertThat(run.err).contains("Bundle.1.deleted.ndjson, line 2: ").contains("answered 409");
        assertThat(run.json().path("deleted").asInt()).isEqualTo(1);
        assertThat(server.get("Patient/p-" + n).status()).isEqualTo(200);
    }

    @Test
    void aFileOfDeletionsThatHoldsSomethingElseIsNotPosted() throws Exception {
        write("x.deleted.ndjson", deletions("Patient/x").replace("DELETE", "PUT"));

        Run run = ingest(folder.resolve("x.deleted.ndjson").toString());

        assertThat(run.exitCode).as(run.err).isEqualTo(1);
        assertThat(run.err).contains("line 1: expected a transaction of DELETE requests");
    }

    @Test
    void deletionsOfSeveralExportsAreNotPutBehindThemAll() throws Exception {
        Files.createDirectory(folder.resolve("one"));
        Files.createDirectory(folder.resolve("two"));
        write("one/Bundle.1.deleted.ndjson", deletions("Patient/p"));
        write("two/Patient.1.ndjson", patient("p"));

        Run run = ingest(folder.toString());

        assertThat(run.exitCode).as(run.err).isEqualTo(2);
        assertThat(run.err).contains("load each export by itself, the oldest first; nothing was loaded");
        assertThat(server.get("Patient/p-" + n).status()).isEqualTo(404);
        assertThat(run(
                                "--data-dir",
                                folder.resolve("none").toString(),
                                folder.resolve("one").toString())
                        .err)
                .contains("a running server deletes it (--server); nothing was loaded");
    }

    private String deletions(String reference) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\""
                + reference + "-" + n + "\"}}]}";
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
