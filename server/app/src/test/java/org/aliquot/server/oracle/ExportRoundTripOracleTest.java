package org.aliquot.server.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.cli.ExportCommand;
import org.aliquot.server.cli.IngestCommand;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.oracle.search.Search;
import org.aliquot.server.oracle.search.SearchPlan;
import org.aliquot.server.testsupport.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What one server exports makes another its equal, row by row: first everything, then what was changed and deleted since. */
class ExportRoundTripOracleTest {
    private static final long SEED = 177;
    private static final int RESOURCES = 250;
    private static final int SEARCHES = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TwoServers servers;
    private static TestServer left;
    private static TestServer right;

    private final Map<String, String> lines = new TreeMap<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        servers = TwoServers.others();
        left = servers.left().server();
        right = servers.right().server();
    }

    @AfterAll
    static void stop() {
        servers.stop();
    }

    @Test
    void anExportAndThoseThatFollowMakeAnEqualServer() throws Exception {
        generate();
        store(left, String.join("\n", lines.values()));
        JsonNode first = export("first");
        assertThat(linesIn("first")).isEqualTo(lines.size());
        load("first");
        assertEqual();

        // Each once: another server's versions are counted by its own exports.
        List<String> results = lines.keySet().stream()
                .filter(name -> name.startsWith("Observation/"))
                .toList();
        store(
                left,
                results.subList(0, 20).stream()
                        .map(name -> lines.get(name).replace("\"status\":\"final\"", "\"status\":\"amended\""))
                        .collect(Collectors.joining("\n")));
        List<String> mayGo = unreferenced().stream()
                .filter(name -> !results.subList(0, 20).contains(name))
                .limit(15)
                .toList();
        assertThat(mayGo).isNotEmpty();
        for (String name : mayGo) {
            assertThat(left.delete(name).status()).as(name).isEqualTo(200);
        }
        export("second", "--since", first.path("transactionTime").asText());
        load("second");
        assertEqual();
        for (String name : mayGo) {
            assertThat(right.get(name).status()).as(name).isEqualTo(410);
        }
    }

    private void generate() throws IOException {
        new Generator(SEED, Claims.NONE).resources(RESOURCES, (kind, line, length) -> {
            JsonNode resource = JSON.readTree(line, 0, length - 1);
            lines.put(
                    resource.path("resourceType").asText() + "/"
                            + resource.path("id").asText(),
                    new String(line, 0, length - 1, UTF_8));
        });
    }

    private List<String> unreferenced() {
        String all = String.join("\n", lines.values());
        return lines.keySet().stream()
                .filter(name -> !all.contains("\"" + name + "\""))
                .toList();
    }

    private JsonNode export(String name, String... more) throws IOException {
        Set<String> types = lines.keySet().stream()
                .map(line -> line.replaceFirst("/.*", ""))
                .collect(Collectors.toSet());
        List<String> arguments = new ArrayList<>(List.of(
                "--server",
                left.baseUrl(),
                "--token",
                left.operatorToken(),
                "--to",
                folder.resolve(name).toString()));
        arguments.addAll(List.of("--types", String.join(",", types)));
        for (String type : types) {
            arguments.addAll(
                    List.of("--type-filter", type + "?_source=https://aliquot.org/fhir/sid/synthetic/" + SEED));
        }
        arguments.addAll(List.of(more));
        assertThat(new CommandLine(new ExportCommand()).execute(arguments.toArray(String[]::new)))
                .isZero();
        return JSON.readTree(folder.resolve(name).resolve("manifest.json").toFile());
    }

    private long linesIn(String name) throws IOException {
        long count = 0;
        for (Path file : files(name)) {
            try (Stream<String> all = Files.lines(file)) {
                count += all.count();
            }
        }
        return count;
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.filter(file -> file.toString().endsWith(".ndjson"))
                    .sorted()
                    .toList();
        }
    }

    private void load(String name) {
        assertThat(new CommandLine(new IngestCommand())
                        .execute(
                                "--server",
                                right.baseUrl(),
                                "--token",
                                right.operatorToken(),
                                folder.resolve(name).toString()))
                .isZero();
    }

    private static void store(TestServer server, String lines) throws IOException {
        JsonNode job = server.post("/ops/ingest", lines).tree();
        assertThat(job.at("/lines/refused").asInt(-1)).as(job.toString()).isZero();
    }

    private void assertEqual() {
        Findings.assertNone("rows", servers.rowsThatDiffer(lines::containsKey));
        // Pages of what nothing sorts, and times, are each server's own.
        List<Search> searches =
                servers
                        .searches(1, type -> lines.keySet().stream().anyMatch(name -> name.startsWith(type + "/")))
                        .stream()
                        .filter(search -> !search.path().matches(".*(_count=3|_lastUpdated|_since|_at=|\\{mark).*"))
                        .toList();
        Findings.assertNone("answers", servers.answersThatDiffer(SearchPlan.sample(searches, SEARCHES, SEED)));
    }
}
