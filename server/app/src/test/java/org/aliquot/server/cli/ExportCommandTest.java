package org.aliquot.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aliquot.resource.parquet.ResourceFile;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code aliquot export} from a running server. */
@WithServer
class ExportCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BASICS = 40;

    private final TestServer server;
    private final String code = "export-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path temp;

    private Path folder;

    ExportCommandTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void someResources() {
        folder = temp.resolve("out");
        String lines = IntStream.range(0, BASICS)
                .mapToObj(i -> "{\"resourceType\":\"Basic\",\"id\":\"" + code + "-" + i
                        + "\",\"code\":{\"coding\":[{\"system\":\"urn:test\",\"code\":\"" + code + "\"}]}}")
                .collect(Collectors.joining("\n"));
        assertThat(server.post("/ops/ingest", lines).status()).isEqualTo(200);
    }

    @Test
    void aFolderHasAllLinesAndTheManifestAndTheServerNoMoreFiles() throws Exception {
        Run run = export("--types", "Basic", "--type-filter", "Basic?code=" + code);

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.json().path("resources").asInt()).isEqualTo(BASICS);
        assertThat(names()).containsExactlyInAnyOrder("Basic.1.ndjson", "manifest.json");
        assertThat(Files.readAllLines(folder.resolve("Basic.1.ndjson"))).hasSize(BASICS);
        assertThat(run.json().path("bytes").asLong()).isEqualTo(Files.size(folder.resolve("Basic.1.ndjson")));
        JsonNode manifest = JSON.readTree(folder.resolve("manifest.json").toFile());
        assertThat(manifest.path("transactionTime").asText())
                .isEqualTo(run.json().path("transactionTime").asText());
        assertThat(server.get(manifest.at("/output/0/url").asText()).status()).isEqualTo(404);
    }

    @Test
    void rowsOfParquetAreCountedToo() throws Exception {
        Run run = export("--format", "parquet-flat", "--types", "Basic", "--type-filter", "Basic?code=" + code);

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.json().path("resources").asInt()).isEqualTo(BASICS);
        assertThat(names()).containsExactlyInAnyOrder("Basic.1.parquet", "manifest.json");
        assertThat(ResourceFile.rowsOf(folder.resolve("Basic.1.parquet"))).isEqualTo(BASICS);
    }

    @Test
    void anExportThatWasCutShortIsGoneOnWithFromTheByteWhereItWas() throws Exception {
        export("--types", "Basic", "--type-filter", "Basic?code=" + code, "--keep-on-server");
        Path file = folder.resolve("Basic.1.ndjson");
        byte[] whole = Files.readAllBytes(file);
        String said = Files.readString(folder.resolve("manifest.json"));
        // As it lies there in the middle of it, the first bytes recognisable.
        byte[] begun =
                new String(whole, 0, 100, UTF_8).replace("Basic", "BASIC").getBytes(UTF_8);
        Files.write(folder.resolve("Basic.1.ndjson.part"), begun);
        Files.delete(file);
        Files.delete(folder.resolve("manifest.json"));
        note(JSON.readTree(said));

        Run run = export("--types", "Basic", "--type-filter", "Basic?code=" + code);

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(names()).containsExactlyInAnyOrder("Basic.1.ndjson", "manifest.json");
        byte[] again = Files.readAllBytes(file);
        assertThat(again).hasSameSizeAs(whole);
        assertThat(new String(again, 0, 100, UTF_8)).isEqualTo(new String(begun, UTF_8));
        assertThat(new String(again, 100, again.length - 100, UTF_8))
                .isEqualTo(new String(whole, 100, whole.length - 100, UTF_8));
    }

    @Test
    void aFileWithAnotherNumberOfLinesThanTheServerSaidIsNotTaken() throws Exception {
        export("--types", "Basic", "--type-filter", "Basic?code=" + code, "--keep-on-server");
        Path file = folder.resolve("Basic.1.ndjson");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] == '\n') {
                whole[i] = ' ';
                break;
            }
        }
        Files.write(folder.resolve("Basic.1.ndjson.part"), whole);
        Files.delete(file);
        note(JSON.readTree(Files.readString(folder.resolve("manifest.json"))));
        Files.delete(folder.resolve("manifest.json"));

        Run run = export("--types", "Basic", "--type-filter", "Basic?code=" + code);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err).contains("has 39 lines, and the server said 40");

        Run again = export("--types", "Basic", "--type-filter", "Basic?code=" + code);
        assertThat(again.exitCode).as(again.err).isZero();
        assertThat(Files.readAllLines(file)).hasSize(BASICS);
    }

    @Test
    void anOrderThatTheServerForgotIsGivenAgain() throws Exception {
        Files.createDirectories(folder);
        ObjectNode note = JSON.createObjectNode()
                .put("server", server.baseUrl())
                .put("order", order())
                .put("job", server.fhirUrl() + "/$export-poll-status?_jobId=" + UUID.randomUUID());
        JSON.writeValue(folder.resolve(".aliquot-export.json").toFile(), note);
        Files.writeString(folder.resolve("Basic.1.ndjson"), "{}\n");

        Run run = export("--types", "Basic", "--type-filter", "Basic?code=" + code);

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(Files.readAllLines(folder.resolve("Basic.1.ndjson"))).hasSize(BASICS);
    }

    @Test
    void whatCannotBeExportedSaysWhy() throws Exception {
        assertThat(export("--types", "Nothing").err).contains("Nothing");
        assertThat(export("--types", "Nothing").exitCode).isEqualTo(3);
        assertThat(export("--group", "not-there-" + code).err).contains("not-there-" + code);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("mine.txt"), "mine");
        assertThat(export("--types", "Basic").err).contains("is not empty (mine.txt)");
        assertThat(export("--types", "Basic").exitCode).isEqualTo(2);
        assertThat(run(
                                "--server",
                                "http://127.0.0.1:1",
                                "--to",
                                temp.resolve("other").toString())
                        .err)
                .contains("no server answers");
    }

    private String order() {
        return "/$export?_outputFormat=application%2Ffhir%2Bndjson&_type=Basic&_typeFilter=Basic%3Fcode%3D" + code;
    }

    private void note(JsonNode manifest) throws Exception {
        String job = manifest.at("/output/0/url").asText().replaceFirst(".*export-file/([^/]*)/.*", "$1");
        ObjectNode note = JSON.createObjectNode()
                .put("server", server.baseUrl())
                .put("order", order())
                .put("job", server.fhirUrl() + "/$export-poll-status?_jobId=" + job);
        JSON.writeValue(folder.resolve(".aliquot-export.json").toFile(), note);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private record Run(int exitCode, String out, String err) {
        /** The last line. */
        JsonNode json() throws Exception {
            List<String> lines = out.lines().toList();
            return JSON.readTree(lines.get(lines.size() - 1));
        }
    }

    private Run export(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("--server", server.baseUrl(), "--token", server.operatorToken(), "--to", folder.toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ExportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(e.getMessage());
                    return ExitCodes.of(e);
                })
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
