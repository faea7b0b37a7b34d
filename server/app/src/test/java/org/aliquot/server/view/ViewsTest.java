package org.aliquot.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.aliquot.server.cli.ViewsCommand;
import org.aliquot.server.testsupport.BareDatabase;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Views over HTTP, by command, and as tables; one server that keeps {@code results} and a view of its own as tables. */
class ViewsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VIEW = """
            {"resourceType":"ViewDefinition","name":"%s","status":"active","resource":"Observation",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"},{"name":"status","path":"status"},
               {"name":"value","path":"value.ofType(Quantity).value","type":"decimal"},
               {"name":"codes","path":"code.coding.code","collection":true}]}],
             "where":[{"path":"code.exists()"}]}""";

    @TempDir
    private static Path temp;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        Path config = Files.writeString(
                temp.resolve("server.yml"),
                "aliquot:\n  views:\n    tables: [results, own_results, short_lived, tagged, not_there]\n");
        server = TestServer.start(config);
        assertThat(put("own_results", VIEW.formatted("own_results")).status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer put(String name, String definition) {
        return server.put("ViewDefinition/" + name, definition);
    }

    private static void observation(String id, String status, String value) {
        Answer answer = server.put("Observation/" + id, """
                {"resourceType":"Observation","id":"%s","status":"%s",
                "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
                "code":{"coding":[{"system":"http://loinc.org","code":"2823-3"},
                {"system":"urn:local","code":"K"}]},"valueQuantity":{"value":%s,"unit":"mmol/L","system":"http://unitsofmeasure.org",
                "code":"mmol/L"}}""".formatted(id, status, value));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }

    private static List<JsonNode> rows(String path) {
        Answer answer = server.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().map(ViewsTest::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void rowsOfAViewAreThoseOfTheResourcesThatThereAre() {
        observation("run-1", "final", "8.10");
        observation("run-2", "final", "3");
        server.delete("Observation/run-2");

        assertThat(server.get("ViewDefinition/own_results/$run?_format=ndjson")
                        .body()
                        .lines())
                .filteredOn(row -> row.contains("\"run-"))
                .containsExactly("{\"id\":\"run-1\",\"status\":\"final\",\"value\":8.10,\"codes\":[\"2823-3\",\"K\"]}");
        Answer csv = server.get("ViewDefinition/own_results/$run", "Accept", "text/csv");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.body())
                .startsWith("id,status,value,codes\r\n")
                .contains("run-1,final,8.10,\"[\"\"2823-3\"\",\"\"K\"\"]\"\r\n");
        assertThat(server.get("ViewDefinition/own_results/$run?_format=csv&header=false")
                        .body())
                .doesNotContain("id,status");
        assertThat(rows("ViewDefinition/own_results/$run?_limit=1")).hasSize(1);
        assertThat(rows("ViewDefinition/results/$run")).isNotEmpty();
    }

    @Test
    void aRequestMayBringItsViewAndItsResourcesAlong() {
        String parameters = """
                {"resourceType":"Parameters","parameter":[{"name":"viewResource","resource":%s},{"name":"_format","valueCode":"json"},
                {"name":"resource","resource":{"resourceType":"Observation","id":"brought","status":"final","code":{"text":"x"}}},
                {"name":"resource","resource":{"resourceType":"Patient","id":"p"}}]}""".formatted(VIEW.formatted("brought"));
        Answer answer = server.post("ViewDefinition/$run", parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("[{\"id\":\"brought\",\"status\":\"final\",\"value\":null,\"codes\":[]}]");
    }

    @Test
    void whatAFormatDoesNotHoldIsSaidSo() {
        String brought = """
                {"resourceType":"Parameters","parameter":[{"name":"viewResource","resource":%s},{"name":"_format","valueCode":"%s"},
                {"name":"resource","resource":{"resourceType":"Observation","id":"fits","code":{"text":"x"},"valueQuantity":{"value":1}}},
                {"name":"resource","resource":{"resourceType":"Observation","id":"huge","code":{"text":"x"},"valueQuantity":{"value":1e27}}}
                ]}""";
        Answer answer = server.post("ViewDefinition/$run", brought.formatted(VIEW.formatted("brought"), "parquet"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText())
                .contains("resource 2", "column value", "another format");
        assertThat(server.post("ViewDefinition/$run", brought.formatted(VIEW.formatted("brought"), "csv"))
                        .status())
                .isEqualTo(200);

        String own = VIEW.formatted("huge").replace("code.exists()", "id = 'huge-1'");
        String ofServer = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"viewResource\",\"resource\":"
                + own + "},{\"name\":\"_format\",\"valueCode\":\"%s\"}]}";
        observation("huge-1", "final", "1000000000000000000000000000");
        answer = server.post("ViewDefinition/$run", ofServer.formatted("parquet"));
        server.delete("Observation/huge-1");
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText())
                .contains("Observation with RES_ID", "column value", "export");
    }

    @Test
    void whatIsWrongWithAViewIsSaidWithItsPlace() {
        Answer answer = put("wrong", """
                {"resourceType":"ViewDefinition","name":"wrong","status":"active","resource":"Observation",
                 "select":[{"column":[{"name":"a b","path":"id"},{"name":"c","path":"frob("}]}]}""");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("select[0].column[0].name").contains("select[0].column[1].path");
        assertThat(put("other", VIEW.formatted("another")).status()).isEqualTo(422);
        assertThat(put("results", VIEW.formatted("results")).status()).isEqualTo(405);
        assertThat(server.get("ViewDefinition/none/$run").status()).isEqualTo(404);
        assertThat(server.get("ViewDefinition/results/$run?_format=pdf").status())
                .isEqualTo(400);
        assertThat(server.get("ViewDefinition/results/$run?_limit=-1").status()).isEqualTo(400);
        assertThat(server.post("ViewDefinition/$run", "{").status()).isEqualTo(400);
    }

    @Test
    void viewsNeedAScopeForTheirType() {
        String[] observations = bearer("system/Observation.rs");
        assertThat(server.get("ViewDefinition/own_results/$run", observations).status())
                .isEqualTo(200);
        assertThat(server.get("ViewDefinition/own_results/$run", bearer("system/Patient.rs"))
                        .status())
                .isEqualTo(403);
        assertThat(server.get("ViewDefinition/own_results/$run", "Authorization", "")
                        .status())
                .isEqualTo(401);
        assertThat(server.send("PUT", "ViewDefinition/mine", VIEW.formatted("mine"), observations[0], observations[1])
                        .status())
                .isEqualTo(403);
    }

    private static String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }

    @Test
    void aTableFollowsWhatIsWrittenChangedAndDeleted() throws Exception {
        observation("table-1", "preliminary", "8.10");
        await(
                "select status || ' ' || value || ' ' || codes::text from lab.own_results where id = 'table-1'",
                "preliminary 8.10 {2823-3,K}");
        await("select count(*) from lab.results where id = 'table-1'", "1");

        String loaded =
                "{\"resourceType\":\"Observation\",\"id\":\"table-1\",\"status\":\"final\",\"code\":{\"text\":\"K\"},"
                        + "\"valueQuantity\":{\"value\":8.2}}";
        assertThat(server.post("/ops/ingest", loaded).tree().at("/lines/stored").asInt())
                .isEqualTo(1);
        await("select status || ' ' || value from lab.own_results where id = 'table-1'", "final 8.2");

        server.delete("Observation/table-1");
        await("select count(*) from lab.own_results where id = 'table-1'", "0");
    }

    @Test
    void aTableIsMadeAnewWhenItsViewChanges() throws Exception {
        observation("anew-1", "final", "1.0");
        await("select count(*) from lab.own_results where id = 'anew-1'", "1");

        put("own_results", VIEW.formatted("own_results").replace("\"status\",\"path\"", "\"state\",\"path\""));
        await("select state from lab.own_results where id = 'anew-1'", "final");
        put("own_results", VIEW.formatted("own_results"));
        await("select status from lab.own_results where id = 'anew-1'", "final");
    }

    @Test
    void aTableThatSomebodyDroppedIsMadeAnewAndOneWhoseViewGoesGoes() throws Exception {
        put("short_lived", VIEW.formatted("short_lived"));
        observation("short-1", "final", "1.0");
        await("select count(*) from lab.short_lived where id = 'short-1'", "1");
        try (Connection connection = server.bean(DataSource.class).getConnection()) {
            BareDatabase.execute(connection, "drop table lab.short_lived");
        }
        observation("short-2", "final", "1.0");
        await("select count(*) from lab.short_lived where id like 'short-%'", "2");

        assertThat(server.delete("ViewDefinition/short_lived").status()).isEqualTo(204);
        await("select to_regclass('lab.short_lived')", "null");
    }

    @Test
    void aTextThatNoTableHoldsKeepsNobodyWaiting() throws Exception {
        String nul =
                "{\"resourceType\":\"Observation\",\"id\":\"nul-1\",\"status\":\"final\",\"code\":{\"coding\":[{\"code\":\"a\\u0000b\"}]}}";
        server.post("/ops/ingest", nul);
        observation("nul-2", "final", "1.0");
        await("select count(*) from lab.own_results where id = 'nul-2'", "1");
    }

    @Test
    void aTableHasTheTagsOfWhatIsChanged() throws Exception {
        put("tagged", VIEW.formatted("tagged").replace("code.coding.code", "meta.tag.code"));
        await("select to_regclass('lab.tagged')", "lab.tagged");
        assertThat(server.put(
                                "Observation/tagged-1",
                                "{\"resourceType\":\"Observation\",\"id\":\"tagged-1\",\"meta\":{\"tag\":[{\"system\":\"urn:lot\",\"code\":\"7\"}]},"
                                        + "\"status\":\"final\",\"code\":{\"text\":\"K\"}}")
                        .status())
                .isEqualTo(201);
        await("select codes::text from lab.tagged where id = 'tagged-1'", "{7}");
    }

    private static void await(String sql, String expected) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        String found = "";
        while (!found.equals("[" + expected + "]")) {
            assertThat(Instant.now()).as(sql + ": " + found).isBefore(end);
            Thread.sleep(50);
            try (Connection connection = server.bean(DataSource.class).getConnection()) {
                found = BareDatabase.rows(connection, sql).toString();
            } catch (SQLException notYet) {
                found = notYet.getMessage();
            }
        }
    }

    @Test
    void theCommandListsRunsAddsAndRemoves() throws Exception {
        observation("cli-1", "final", "4.50");
        assertThat(run("list")).contains("results").contains("own_results");
        Path file = Files.writeString(temp.resolve("mine.json"), VIEW.formatted("mine"));
        assertThat(run("put", file.toString())).contains("mine");
        assertThat(run("show", "mine")).contains("getResourceKey()");
        Files.writeString(file, VIEW.formatted("mine").replace("code.exists()", "cdoe.exists()"));
        assertThat(warnings("put", file.toString())).contains("warning: where[0].path: ", "'cdoe'");
        Files.writeString(file, VIEW.formatted("mine"));
        assertThat(warnings("put", file.toString())).isEmpty();
        Path csv = temp.resolve("mine.csv");
        run("run", "mine", "--to", csv.toString());
        assertThat(Files.readString(csv)).contains("cli-1,final,4.50");
        Path parquet = temp.resolve("mine.parquet");
        run("run", "mine", "--format", "parquet", "--to", parquet.toString());
        assertThat(Files.readString(parquet, java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("PAR1")
                .endsWith("PAR1");
        Path folder = temp.resolve("exported");
        assertThat(run("export", "mine", "results", "--to", folder.toString())).contains("\"files\":2,\"errors\":0");
        assertThat(Files.readString(folder.resolve("mine.csv"))).contains("cli-1,final,4.50");
        assertThat(folder.resolve("results.csv")).isNotEmptyFile();
        assertThat(folder.resolve("manifest.json")).exists();
        Path lake = temp.resolve("lake");
        run("export", "mine", "--format", "parquet", "--to", lake.toString());
        assertThat(lake.resolve("mine.parquet")).isNotEmptyFile();
        run("remove", "mine");
        assertThat(server.get("ViewDefinition/mine").status()).isEqualTo(404);
    }

    private static String run(String... arguments) {
        return run(new StringWriter(), arguments);
    }

    private static String warnings(String... arguments) {
        StringWriter err = new StringWriter();
        run(err, arguments);
        return err.toString();
    }

    private static String run(StringWriter err, String... arguments) {
        StringWriter out = new StringWriter();
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(
                new String[] {"--server", server.baseUrl(), "--token", server.operatorToken()},
                0,
                all,
                arguments.length,
                4);
        int exitCode = new CommandLine(new ViewsCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
        assertThat(exitCode).as(err.toString()).isZero();
        return out.toString();
    }
}
