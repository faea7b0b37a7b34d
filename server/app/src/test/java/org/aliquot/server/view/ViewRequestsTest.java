package org.aliquot.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may send of views, in the forms in which they send it, and what they are told. */
@WithServer
class ViewRequestsTest {
    private static final String KEYS = """
            {"resourceType":"ViewDefinition","name":"keys_of_patients","url":"urn:views:keys","status":"draft","resource":"Patient",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"}]}]}""";
    private static final String MISSPELT = """
            {"resourceType":"ViewDefinition","name":"misspelt","status":"active","resource":"Observation",
             "select":[{"column":[{"name":"value","path":"valeu.ofType(Quantity).value"}]}]}""";
    private static final String WARNING = "Observation has no element 'valeu' in R4";

    private final TestServer server;

    ViewRequestsTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void keepAView() {
        assertThat(server.put("ViewDefinition/keys_of_patients", KEYS).status()).isIn(200, 201);
    }

    private static String parameters(String... some) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", some) + "]}";
    }

    private static String brought(String view) {
        return "{\"name\":\"viewResource\",\"resource\":" + view + "}";
    }

    private static void assertRefused(Answer answer, int status, String... words) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains(words);
    }

    private String patient() {
        return server.create(new Patient()).getIdElement().getIdPart();
    }

    @Test
    void aBodyThatIsMoreThanIsReadIsRefused() {
        String longNumber = KEYS.replaceFirst("\\{", "{\"x\":" + "1".repeat(1_500) + ",");
        String deep = "[".repeat(1_500);
        assertRefused(server.put("ViewDefinition/keys_of_patients", longNumber), 400, "1e308");
        assertRefused(server.post("ViewDefinition/$run", deep), 400, "1000 levels", "1000 characters");
        assertRefused(
                server.post("ViewDefinition/$viewdefinition-export", deep, "Prefer", "respond-async"),
                400,
                "1000 levels");
        assertRefused(server.post("ViewDefinition/$run", "\0\0\0[\u007f\0\0\0"), 400, "no JSON");
        assertRefused(
                server.post("ViewDefinition/$run", parameters(brought(KEYS), asText("resource", deep))),
                400,
                "parameter resource",
                "1000 levels");
    }

    @Test
    void aViewOfTheAuditSaysWhoElseHasIt() {
        String audit = KEYS.replace("\"Patient\"", "\"AuditEvent\"");
        assertThat(audit).contains("AuditEvent");
        assertRefused(server.post("ViewDefinition/$run", parameters(brought(audit))), 400, "aliquot audit export");
    }

    private static String asText(String name, String json) {
        return "{\"name\":\"" + name + "\",\"valueString\":\"" + json.replace("\"", "\\\"") + "\"}";
    }

    @Test
    void aResourceMayComeAsText() {
        Answer rows = server.post(
                "ViewDefinition/$run",
                parameters(
                        asText("viewResource", KEYS.replace("\n", " ")),
                        asText("resource", "{\"resourceType\":\"Patient\",\"id\":\"a\"}"),
                        "{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"b\"}}"));
        assertThat(rows.body()).isEqualTo("{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"resource\"}",
                "{\"name\":\"resource\",\"resource\":7}",
                "{\"name\":\"resource\",\"resource\":[]}",
                "{\"name\":\"resource\",\"resource\":{\"id\":\"a\"}}",
                "{\"name\":\"resource\",\"valueString\":\"\"}",
                "{\"name\":\"resource\",\"valueString\":\"{\"}",
                "{\"name\":\"resource\",\"valueString\":\"{}\"}",
                "{\"name\":\"resource\",\"valueString\":\"[1]\"}",
                "{\"name\":\"resource\",\"valueString\":\"{\\\"resourceType\\\":\\\"Observation\\\",\\\"x\\\":1e99999999}\"}"
            })
    void aResourceThatIsNoneIsRefused(String parameter) {
        assertRefused(
                server.post("ViewDefinition/$run", parameters(brought(KEYS), parameter)), 400, "parameter resource");
    }

    @Test
    void aViewThatIsNoneIsRefused() {
        assertRefused(
                server.post("ViewDefinition/$run", parameters("{\"name\":\"viewResource\"}")),
                400,
                "parameter viewResource");
        assertRefused(
                server.get("ViewDefinition/keys_of_patients/$run?resource=%7B%7D"),
                400,
                "parameter resource",
                "in the body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$viewdefinition-run",
                "$run",
                "%24viewdefinition-run",
                "ViewDefinition/$viewdefinition-run",
                "ViewDefinition/$run",
                "ViewDefinition/%24run"
            })
    void aBroughtViewIsRunAtSystemAndTypeLevel(String operation) {
        String resource = "{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"a\"}}";
        Answer rows = server.post(operation, parameters(brought(KEYS), resource));
        assertThat(rows.status()).as(rows.body()).isEqualTo(200);
        assertThat(rows.body()).isEqualTo("{\"id\":\"a\"}\n");
        assertThat(server.get(operation).status()).isEqualTo(405);
        assertThat(server.post(operation, parameters(brought(KEYS)), "Authorization", "")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$viewdefinition-run", "$run", "%24run", "%24viewdefinition%2Drun"})
    void aKeptViewIsRunAtInstanceLevel(String operation) {
        String id = patient();
        String path = "ViewDefinition/keys_of_patients/" + operation;
        Answer rows = server.get(path + "?_format=csv&patient=" + id);
        assertThat(rows.status()).as(rows.body()).isEqualTo(200);
        assertThat(rows.body()).isEqualTo("id\r\n" + id + "\r\n");
        assertRefused(server.get("ViewDefinition/not_there/" + operation), 404, "not_there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"valueId", "valueString", "valueUri", "valueCanonical", "valueUrl"})
    void aValueMayBeOfAnyType(String type) {
        String id = patient();
        Answer rows = server.post(
                "ViewDefinition/keys_of_patients/$run",
                parameters(
                        "{\"name\":\"patient\",\"" + type + "\":\"" + id + "\"}",
                        "{\"name\":\"_limit\",\"valueUnsignedInt\":5}",
                        "{\"name\":\"_since\",\"valueDateTime\":\"2026-01-01T00:00:00Z\"}"));
        assertThat(rows.status()).as(rows.body()).isEqualTo(200);
        assertThat(rows.body()).isEqualTo("{\"id\":\"" + id + "\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_format=csv&_format=json", "_limit=1&_limit=2", "header=true&header=false"})
    void whatMayBeGivenOnceIsRefusedTwice(String query) {
        assertRefused(server.get("ViewDefinition/keys_of_patients/$run?" + query), 400, "more than once");
    }

    @Test
    void twoViewsAreRefusedWhereOneIsRun() {
        String reference =
                "{\"name\":\"viewReference\",\"valueReference\":{\"reference\":\"ViewDefinition/keys_of_patients\"}}";
        assertRefused(
                server.post("ViewDefinition/$run", parameters(reference, reference)),
                400,
                "parameter viewReference",
                "more than once");
        assertRefused(
                server.post("ViewDefinition/$run", parameters(brought(KEYS), brought(KEYS))), 400, "more than once");
        String two = "{\"name\":\"view\",\"part\":[" + reference + "," + reference + "]}";
        assertRefused(
                server.post("ViewDefinition/$viewdefinition-export", parameters(two), "Prefer", "respond-async"),
                400,
                "more than once");
        assertRefused(
                server.get(
                        "ViewDefinition/keys_of_patients/%24viewdefinition-export?_format=csv&_format=json",
                        "Prefer", "respond-async"),
                400,
                "more than once");
    }

    @Test
    void whatIsSurelyNotMeantInAViewIsTold() {
        Answer put = server.put("ViewDefinition/misspelt", MISSPELT);
        assertThat(put.status()).isIn(200, 201);
        assertThat(put.header("Warning")).isEqualTo("199 aliquot \"select[0].column[0].path: " + WARNING + "\"");
        assertThat(put.tree().path("name").asText()).isEqualTo("misspelt");

        Answer outcome =
                server.put("ViewDefinition/misspelt", MISSPELT, "Prefer", "handling=strict, return=OperationOutcome");
        assertThat(outcome.status()).isEqualTo(200);
        assertThat(outcome.tree().at("/issue/0/severity").asText()).isEqualTo("warning");
        assertThat(outcome.tree().at("/issue/0/diagnostics").asText()).contains("select[0].column[0].path", WARNING);

        Answer run = server.post("$viewdefinition-run", parameters(brought(MISSPELT)));
        assertThat(run.header("Warning")).contains(WARNING);
        Answer export = server.post(
                "$viewdefinition-export",
                parameters("{\"name\":\"view\",\"part\":[" + brought(MISSPELT) + "]}"),
                "Prefer",
                "respond-async");
        assertThat(export.status()).as(export.body()).isEqualTo(202);
        assertThat(export.header("Warning")).contains("view misspelt", WARNING);
        server.delete(export.header("Content-Location"));
        server.delete("ViewDefinition/misspelt");
    }

    @Test
    void warningsFitIntoHeaders() {
        String columns = IntStream.range(0, 30)
                .mapToObj(i -> "{\"name\":\"c" + i + "\",\"path\":\"`é\\u000a\\\"" + i + "x".repeat(500) + "`\"}")
                .collect(Collectors.joining(","));
        Answer put = server.put(
                "ViewDefinition/misspelt",
                MISSPELT.replaceFirst("\\{\"name\":\"value\".*?}", "COLUMNS").replace("COLUMNS", columns));
        assertThat(put.status()).as(put.body()).isIn(200, 201);
        assertThat(put.raw().headers().allValues("Warning"))
                .hasSize(11)
                .allMatch(warning -> warning.length() < 350)
                .last()
                .asString()
                .contains("20 more");
        server.delete("ViewDefinition/misspelt");
    }

    @Test
    void anOutcomeOfAViewWithoutWarningsSaysThatItIsKept() {
        Answer outcome = server.put("ViewDefinition/keys_of_patients", KEYS, "Prefer", "return=OperationOutcome");
        assertThat(outcome.header("Warning")).isEmpty();
        assertThat(outcome.tree().at("/issue/0/severity").asText()).isEqualTo("information");
    }

    @Test
    void aViewsIdIsItsName() {
        String other = KEYS.replace("keys_of_patients", "other_keys");
        Answer created = server.put("ViewDefinition/other_keys", other);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(server.fhirUrl() + "/ViewDefinition/other_keys");
        assertThat(created.tree().path("id").asText()).isEqualTo("other_keys");
        Answer again = server.put("ViewDefinition/other_keys", created.body());
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(server.get("ViewDefinition/other_keys").tree()).isEqualTo(created.tree());
        assertThat(server.get("ViewDefinition/results").tree().path("id").asText())
                .isEqualTo("results");
        assertThat(server.get("ViewDefinition?_id=other_keys")
                        .tree()
                        .at("/entry/0/resource/id")
                        .asText())
                .isEqualTo("other_keys");

        assertRefused(
                server.put("ViewDefinition/other_keys", other.replaceFirst("\\{", "{\"id\":\"other-keys\",")),
                400,
                "id: expected other_keys");
        assertRefused(server.put("ViewDefinition/other-keys", other), 400, "id is its name");
        assertRefused(server.get("ViewDefinition/other-keys"), 404, "no such view");
        server.delete("ViewDefinition/other_keys");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/octet-stream | application/vnd.apache.parquet",
                "text/csv;q=0.1, application/json | application/json",
                "text/csv; q=0.5, application/json;q=0.4 | text/csv",
                "text/csv, application/json | text/csv",
                "text/csv;q=0, text/html | application/x-ndjson",
                "text/csv;q=0.2, */* | application/x-ndjson",
                "application/fhir+json;fhirVersion=4.0;q=1.0, text/csv;q=0.9 | application/json",
                "text/html, */*;q=0.8 | application/x-ndjson"
            })
    void aViewIsWrittenAsTheClientWouldRatherHaveIt(String accepted, String written) {
        Answer rows = server.get("ViewDefinition/keys_of_patients/$run?_limit=1", "Accept", accepted);
        assertThat(rows.status()).as(rows.body()).isEqualTo(200);
        assertThat(rows.header("Content-Type")).startsWith(written);
    }

    private List<String> found(String query) {
        Answer answer = server.get("ViewDefinition" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.tree().at("/link/0/url").asText()).isEqualTo(server.fhirUrl() + "/ViewDefinition" + query);
        List<String> names = StreamSupport.stream(answer.tree().path("entry").spliterator(), false)
                .map(entry -> entry.at("/resource/name").asText())
                .toList();
        assertThat(answer.tree().path("total").asInt()).isEqualTo(names.size());
        return names;
    }

    @Test
    void aSearchFindsTheViewsItIsAbout() {
        assertThat(server.get("ViewDefinition?_count=1&_sort=name&name:exact=results")
                        .tree()
                        .path("total")
                        .asInt())
                .isOne();
        assertThat(found("")).contains("patients", "results", "keys_of_patients");
        assertThat(found("?_pretty=true&_format=json")).hasSameSizeAs(found(""));
        assertThat(found("?name=Keys_of")).containsExactly("keys_of_patients");
        assertThat(found("?name=patients")).containsExactly("patients");
        assertThat(found("?name:exact=keys")).isEmpty();
        assertThat(found("?_id=patients,devices")).containsExactlyInAnyOrder("patients", "devices");
        assertThat(found("?url=urn:views:keys")).containsExactly("keys_of_patients");
        assertThat(found("?status=draft&resource=Patient"))
                .contains("keys_of_patients")
                .doesNotContain("patients");
        assertThat(found("?status=draft&name=patients")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"title=x", "nmae=patients", "name:contains=x", "name=", "_id=,"})
    void aSearchForWhatIsNotKnownIsRefused(String query) {
        assertRefused(server.get("ViewDefinition?" + query), 400, "parameter");
    }
}
