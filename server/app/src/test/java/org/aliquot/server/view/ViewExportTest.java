package org.aliquot.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.testsupport.OpenWriter;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views as files, from the order to the rows. */
@WithServer
class ViewExportTest {
    private static final String OPERATION = "ViewDefinition/$viewdefinition-export";
    private static final String CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final String PEOPLE = """
            {"resourceType":"ViewDefinition","name":"people","status":"active","resource":"Patient",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"},{"name":"family","path":"name.family"}]}]}""";
    private static final String KEYS = """
            {"resourceType":"ViewDefinition","name":"keys","status":"active","resource":"%s",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"}]}]}""";
    private static final String VALUES = """
            {"resourceType":"ViewDefinition","name":"numbers","status":"active","resource":"Observation",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"},
               {"name":"value","path":"value.ofType(Quantity).value","type":"decimal"}]}]}""";

    @TempDir
    private Path temp;

    private final TestServer server;

    ViewExportTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void keepAView() {
        assertThat(server.put("ViewDefinition/people", PEOPLE).status()).isIn(200, 201);
    }

    private String patient(String... families) {
        Patient patient = new Patient();
        for (String family : families) {
            patient.addName(new HumanName().setFamily(family));
        }
        return server.create(patient).getIdElement().getIdPart();
    }

    private String observation(String patient, String category, String value) {
        Observation observation = new Observation();
        observation.setStatus(ObservationStatus.FINAL).setSubject(new Reference("Patient/" + patient));
        observation.getCode().setText("measured");
        observation.addCategory().addCoding().setSystem(CATEGORIES).setCode(category);
        observation.setValue(new Quantity().setValue(new java.math.BigDecimal(value)));
        return server.create(observation).getIdElement().getIdPart();
    }

    private String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }

    private static String parameters(String... some) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", some) + "]}";
    }

    private static String value(String name, String type, String value) {
        return "{\"name\":\"" + name + "\",\"" + type + "\":" + value + "}";
    }

    private static String format(String format) {
        return value("_format", "valueCode", '"' + format + '"');
    }

    private static String ofPatient(String id) {
        return "{\"name\":\"patient\",\"valueReference\":{\"reference\":\"Patient/" + id + "\"}}";
    }

    private static String stored(String name) {
        return "{\"name\":\"view\",\"part\":[{\"name\":\"viewReference\",\"valueReference\":{\"reference\":\"ViewDefinition/"
                + name + "\"}}]}";
    }

    private static String brought(String name, String definition) {
        return "{\"name\":\"view\",\"part\":[{\"name\":\"name\",\"valueString\":\"" + name
                + "\"},{\"name\":\"viewResource\",\"resource\":" + definition + "}]}";
    }

    private Answer order(String parameters, String... bearer) {
        return bearer.length == 0
                ? server.post(OPERATION, parameters, "Prefer", "respond-async")
                : server.post(OPERATION, parameters, "Prefer", "respond-async", bearer[0], bearer[1]);
    }

    private static String job(Answer accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(values(accepted.tree()))
                .containsEntry("status", "accepted")
                .containsEntry("location", accepted.header("Content-Location"));
        return accepted.header("Content-Location");
    }

    private Answer ended(String job, String... bearer) throws InterruptedException {
        Answer answer = server.get(job, bearer);
        while (answer.status() == 202) {
            assertThat(answer.header("X-Progress")).isNotEmpty();
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(values(answer.tree())).containsEntry("status", "in-progress");
            answer = server.get(job, bearer);
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(303);
        return server.get(answer.header("Location"), bearer);
    }

    private Map<String, String> result(Answer accepted, String... bearer) throws InterruptedException {
        Answer result = ended(job(accepted), bearer);
        assertThat(result.status()).as(result.body()).isEqualTo(200);
        assertThat(result.header("Expires")).isNotEmpty();
        return values(result.tree());
    }

    /** Outputs by their names, errors, and whatever else has a value. */
    private static Map<String, String> values(JsonNode result) {
        Map<String, String> values = new TreeMap<>();
        for (JsonNode parameter : result.path("parameter")) {
            String name = parameter.path("name").asText();
            switch (name) {
                case "output" ->
                    values.put(
                            parameter.at("/part/0/valueString").asText(),
                            parameter.at("/part/1/valueUri").asText());
                case "error" ->
                    values.put(name, parameter.at("/part/0/valueUri").asText());
                default ->
                    parameter.fields().forEachRemaining(field -> {
                        if (field.getKey().startsWith("value")) {
                            values.put(name, field.getValue().asText());
                        }
                    });
            }
        }
        return values;
    }

    private List<String> rows(String url, String... bearer) {
        Answer answer = server.get(url, bearer);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().toList();
    }

    private String rowsInDuckDb(String url, String query) throws Exception {
        Path file = temp.resolve(UUID.randomUUID() + ".parquet");
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + server.operatorToken())
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(file));
        StringBuilder rows = new StringBuilder();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet row = statement.executeQuery(query.replace("FILE", "'" + file + "'"))) {
            while (row.next()) {
                rows.append(row.getString(1))
                        .append(' ')
                        .append(row.getString(2))
                        .append('\n');
            }
        }
        return rows.toString();
    }

    @Test
    void twoViewsAreTwoFiles() throws Exception {
        String jane = patient("Doe");
        String potassium = observation(jane, "laboratory", "4.1");
        observation(patient("Roe"), "laboratory", "4.2");
        Map<String, String> result = result(order(parameters(
                stored("people"),
                brought("results-of_jane", KEYS.formatted("Observation")),
                ofPatient(jane),
                value("clientTrackingId", "valueString", "\"mine\""),
                format("csv"))));

        assertThat(result)
                .containsEntry("clientTrackingId", "mine")
                .containsEntry("status", "completed")
                .containsEntry("_format", "csv")
                .containsKeys("exportId", "location", "exportStartTime", "exportEndTime", "exportDuration")
                .doesNotContainKey("error");
        Answer people = server.get(result.get("people"));
        assertThat(people.header("Content-Type")).startsWith("text/csv");
        assertThat(people.body()).isEqualTo("id,family\r\n" + jane + ",Doe\r\n");
        assertThat(rows(result.get("results-of_jane"))).containsExactly("id", potassium);
    }

    @Test
    void eachFormatHoldsTheRows() throws Exception {
        String jane = patient("Doe");
        String people = parameters(stored("people"), ofPatient(jane), "%s");
        String parquet = result(order(people.formatted(format("parquet")))).get("people");
        assertThat(rowsInDuckDb(parquet, "select id, family from read_parquet(FILE)"))
                .isEqualTo(jane + " Doe\n");
        String bare = result(order(people.formatted(format("csv") + "," + value("header", "valueBoolean", "false"))))
                .get("people");
        assertThat(rows(bare)).containsExactly(jane + ",Doe");
        String array =
                result(order(people.formatted(format("application/json")))).get("people");
        assertThat(rows(array)).containsExactly("[{\"id\":\"" + jane + "\",\"family\":\"Doe\"}]");

        Answer byGet = server.get(
                "ViewDefinition/people/$viewdefinition-export?patient=Patient/" + jane, "Prefer", "respond-async");
        Answer rows = server.get(result(byGet).get("people"));
        assertThat(rows.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(rows.body()).isEqualTo("{\"id\":\"" + jane + "\",\"family\":\"Doe\"}\n");
        Answer ofSystem = server.post(
                "$viewdefinition-export", parameters(stored("people"), ofPatient(jane)), "Prefer", "respond-async");
        assertThat(rows(result(ofSystem).get("people"))).hasSize(1);
    }

    @Test
    void whatMakesNoRowIsAmongTheErrorsAndInNoFile() throws Exception {
        String twoNames = patient("Doe", "Roe");
        String small = observation(twoNames, "laboratory", "1.5");
        String large = observation(twoNames, "laboratory", "1" + "0".repeat(27));
        Map<String, String> result = result(order(parameters(
                stored("people"),
                brought("keys", KEYS.formatted("Patient")),
                brought("numbers", VALUES),
                ofPatient(twoNames),
                format("parquet"))));

        assertThat(rowsInDuckDb(result.get("people"), "select id, family from read_parquet(FILE)"))
                .isEmpty();
        assertThat(rowsInDuckDb(result.get("keys"), "select id, '' from read_parquet(FILE)"))
                .startsWith(twoNames);
        assertThat(rowsInDuckDb(result.get("numbers"), "select id, value from read_parquet(FILE)"))
                .isEqualTo(small + " 1.500000000000\n");
        assertThat(rows(result.get("error")))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).contains("OperationOutcome").doesNotContain("Roe"))
                .anySatisfy(line -> assertThat(line).contains("view people", "family", twoNames))
                .anySatisfy(line -> assertThat(line).contains("view numbers", "value", "26 digits"));
        assertThat(large).isNotEmpty();
    }

    @Test
    void rowsAreThoseOfWhatWasChangedSinceAndNothingIsSaidOfDeletions() throws Exception {
        String before = patient("Before");
        Thread.sleep(2);
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String after = patient("After");
        server.delete("Patient/" + patient("Gone"));
        Map<String, String> result =
                result(order(parameters(stored("people"), value("_since", "valueInstant", "\"" + since + "\""))));
        assertThat(rows(result.get("people")))
                .anyMatch(row -> row.contains(after))
                .noneMatch(row -> row.contains(before) || row.contains("Gone"));
        assertThat(server.get("$export-poll-status?_jobId=" + result.get("exportId"))
                        .status())
                .as("no export of resources")
                .isEqualTo(404);
    }

    @Test
    void anExportIsItsClientsAloneAndHoldsWhatTheScopesAllow() throws Exception {
        String jane = patient("Doe");
        String potassium = observation(jane, "laboratory", "4.1");
        String pulse = observation(jane, "vital-signs", "70");
        String[] mine = bearer("system/Observation.rs?category=" + CATEGORIES + "|laboratory");
        Answer accepted = order(parameters(brought("keys", KEYS.formatted("Observation"))), mine);
        Map<String, String> result = result(accepted, mine);
        assertThat(rows(result.get("keys"), mine))
                .anyMatch(row -> row.contains('"' + potassium + '"'))
                .noneMatch(row -> row.contains('"' + pulse + '"'));

        String job = job(accepted);
        String[] other = bearer("system/*.rs");
        for (String address : List.of(job, job + "/result", result.get("keys"))) {
            assertThat(server.get(address, other).status()).as(address).isEqualTo(404);
            assertThat(server.get(address).status()).as(address).isEqualTo(404);
        }
        assertThat(server.delete(job, other).status()).isEqualTo(404);
        assertThat(order(parameters(stored("people")), mine).status()).isEqualTo(403);
        assertThat(order(parameters(stored("people")), "Authorization", "").status())
                .isEqualTo(401);

        assertThat(server.delete(job, mine).status()).isEqualTo(202);
        for (String address : List.of(job, job + "/result", result.get("keys"))) {
            assertThat(server.get(address, mine).status()).as(address).isEqualTo(404);
        }
    }

    @Test
    void whatCannotBeExportedIsSaidAtOnce() {
        Answer unknown = order(parameters(stored("not_there")));
        assertThat(unknown.status()).as(unknown.body()).isEqualTo(404);
        assertThat(unknown.body()).contains("not_there");
        assertThat(order(parameters(stored("people"), ofPatient("nobody"))).status())
                .isEqualTo(404);

        String explosive = KEYS.formatted("Patient")
                .replace(
                        "\"select\":[",
                        "\"select\":[" + "{\"select\":[".repeat(40) + "{\"column\":[]}" + "]}".repeat(40) + ",");
        Answer wrong = order(parameters(
                brought("one", KEYS.formatted("Patient").replace("getResourceKey()", "frob(")),
                brought("two", explosive),
                stored("people"),
                stored("people")));
        assertThat(wrong.status()).as(wrong.body()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("view one: select[0].column[0].path", "view two: select[0]", "two are called people");
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        for (String[] one : new String[][] {
            {parameters(), "view"},
            {parameters(stored("people"), format("pdf")), "_format"},
            {parameters(stored("people"), value("header", "valueString", "\"no\"")), "header"},
            {parameters(stored("people"), value("source", "valueString", "\"s3\"")), "source"},
            {parameters(stored("people"), value("_since", "valueInstant", "\"yesterday\"")), "_since"},
            {parameters(stored("people").replace("viewReference", "viewCanonical")), "viewCanonical"},
            {"{\"resourceType\":\"Bundle\"}", "Parameters"},
            {"{", "JSON"}
        }) {
            Answer answer = order(one[0]);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("OperationOutcome", one[1]);
        }
        Answer inUrl = server.get("ViewDefinition/people/$viewdefinition-export?_limit=3", "Prefer", "respond-async");
        assertThat(inUrl.status()).as(inUrl.body()).isEqualTo(400);
        assertThat(inUrl.body()).contains("_limit");
        Answer atOnce = server.post(OPERATION, parameters(stored("people")));
        assertThat(atOnce.status()).isEqualTo(400);
        assertThat(atOnce.body()).contains("respond-async");
        assertThat(server.get(OPERATION + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    private Path folder(String job) {
        return server.dataDir().resolve("exports").resolve(job.replaceFirst(".*/", ""));
    }

    @Test
    void oneThatRunsHasNoResultAndIsEnded() throws Exception {
        try (Connection writer = OpenWriter.on(server)) {
            String job = job(order(parameters(stored("people"))));
            Answer underWay = server.get(job);
            assertThat(underWay.status()).isEqualTo(202);
            assertThat(server.get(job + "/result").status()).isEqualTo(404);
            assertThat(server.get("$export-file/" + job.replaceFirst(".*/", "") + "/people.ndjson")
                            .status())
                    .isEqualTo(404);
            assertThat(server.delete(job).status()).isEqualTo(202);
            assertThat(server.get(job).status()).isEqualTo(404);
            Instant until = Instant.now().plusSeconds(5);
            while (Files.exists(folder(job))) {
                assertThat(Instant.now()).isBefore(until);
                Thread.sleep(20);
            }
            writer.rollback();
        }
    }

    @Test
    void oneThatFailedSaysSoAsItsResult() throws Exception {
        String job;
        try (Connection writer = OpenWriter.on(server)) {
            job = job(order(parameters(stored("people"))));
            while (!Files.isDirectory(folder(job))) {
                Thread.sleep(5);
            }
            // What its file would be called is taken.
            Files.createDirectories(folder(job).resolve("people.ndjson"));
            writer.rollback();
        }
        Answer result = ended(job);
        assertThat(result.status()).as(result.body()).isEqualTo(500);
        assertThat(result.tree().at("/issue/0/diagnostics").asText()).contains("files could not be written");
        assertThat(folder(job)).doesNotExist();
    }

    @Test
    void whatTheServersEndCutShortBeginsAnewWithTheViewAsItWas() throws Exception {
        String jane = patient("Doe");
        Map<String, String> first = result(order(parameters(stored("people"), ofPatient(jane), format("csv"))));
        String id = first.get("exportId");
        // As a kill leaves it: under way in the ledger, half a file on disk.
        try (Connection connection = server.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update aliquot_export set state = 'RUNNING', made = null, ended = null where id = '" + id + "'");
        }
        Files.writeString(folder(id).resolve("people.csv"), "id,fam");
        assertThat(server.put("ViewDefinition/people", PEOPLE.replace("family", "given"))
                        .status())
                .isEqualTo(200);

        server.bean(ExportJobs.class).start();
        Answer again = ended(first.get("location"));
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(rows(values(again.tree()).get("people"))).containsExactly("id,family", jane + ",Doe");
    }
}
