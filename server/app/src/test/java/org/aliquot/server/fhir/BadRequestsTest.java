package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a request: 4xx, an OperationOutcome that says what, no stack trace. */
@WithServer
class BadRequestsTest {
    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"bad-requests\"}";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String FHIR = "application/fhir+json";

    private final TestServer server;

    BadRequestsTest(TestServer server) {
        this.server = server;
    }

    private static Arguments request(int status, String method, String path, String type, String body) {
        return Arguments.of(status, method, path, type, body);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Patient\",\"name\":["),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Patient\",\"nam\":\"x\"}"),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Patient\",\"name\":\"x\"}"),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Patient\",\"birthDate\":\"31.12.2020\"}"),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Patient\",\"gender\":\"xx\"}"),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Patient\",\"active\":\"yes\"}"),
                request(
                        400,
                        "POST",
                        "Patient",
                        FHIR,
                        "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\\u0000b\"}]}"),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Observation\"}"),
                request(400, "POST", "Patient", FHIR, "{\"resourceType\":\"Frob\"}"),
                request(400, "GET", "Patient?_filter=zz", FHIR, null),
                request(400, "GET", "Observation?_offset=-5", FHIR, null),
                request(400, "GET", "Observation?_count=many", FHIR, null),
                request(404, "GET", "swagger-ui/nope.js", FHIR, null),
                request(400, "POST", "Patient", FHIR, "{}"),
                request(400, "POST", "Patient", FHIR, "[]"),
                request(400, "POST", "Patient", FHIR, "null"),
                request(400, "POST", "Patient", FHIR, ""),
                request(400, "POST", "Patient", FHIR, "[".repeat(20_000)),
                request(
                        400,
                        "POST",
                        "Patient",
                        FHIR,
                        "{\"resourceType\":\"Patient\",\"contact\":[" + "{\"extension\":[".repeat(3_000)),
                request(400, "POST", "Patient", "text/plain", "{\"resourceType\":\"Patient\"}"),
                request(400, "POST", "Patient", "application/fhir+xml", "<Patient><"),
                request(
                        400,
                        "POST",
                        "Patient",
                        "application/fhir+xml",
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                                + "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&e;\"/></Patient>"),
                request(400, "POST", "", FHIR, "{\"resourceType\":\"Patient\"}"),
                request(400, "POST", "", FHIR, "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{}]}"),
                request(400, "PUT", "Patient/one", FHIR, "{\"resourceType\":\"Patient\",\"id\":\"two\"}"),
                request(400, "PUT", "Patient/one", FHIR, "{\"resourceType\":\"Patient\"}"),
                request(400, "PATCH", "Patient/bad-requests", JSON_PATCH, "{"),
                request(400, "PATCH", "Patient/bad-requests", JSON_PATCH, "[{\"op\":\"frob\"}]"),
                request(
                        400,
                        "PATCH",
                        "Patient/bad-requests",
                        JSON_PATCH,
                        "[{\"op\":\"replace\",\"path\":\"/nope/3\",\"value\":1}]"),
                request(
                        400,
                        "PATCH",
                        "Patient/bad-requests",
                        JSON_PATCH,
                        "[{\"op\":\"add\",\"path\":\"/frob\",\"value\":1}]"),
                request(400, "PATCH", "Patient/bad-requests", FHIR, "{\"resourceType\":\"Patient\"}"),
                request(
                        400,
                        "PATCH",
                        "Patient/bad-requests",
                        FHIR,
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\"}]}"),
                request(400, "PATCH", "Patient/bad-requests", "text/plain", "x"),
                request(400, "DELETE", "Patient?gender:nto=male&_id=bad-requests", FHIR, null),
                request(400, "DELETE", "Patient?gender=,&_id=bad-requests", FHIR, null),
                request(400, "DELETE", "Patient?general-practitioner=,&_id=bad-requests", FHIR, null),
                request(400, "POST", "", FHIR, """
                        {"resourceType":"Bundle","type":"transaction","entry":[
                         {"request":{"method":"DELETE","url":"Patient?gender:nto=male&_id=bad-requests"}}]}"""),
                request(400, "POST", "$graphql", "application/json", "{\"query\":\"{{{\"}"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void wrongBodyIsExplained(int status, String method, String path, String type, String body) {
        server.put("Patient/bad-requests", PATIENT);

        Answer answer = server.send(method, path, body, "Content-Type", type, "Accept", FHIR);

        assertExplained(answer, status);
    }

    @ParameterizedTest
    @MethodSource("urls")
    void wrongUrlIsExplained(int status, String path) {
        assertExplained(server.get(path), status);
    }

    static Stream<Arguments> urls() {
        return Stream.of(
                Arguments.of(404, "Frob"),
                Arguments.of(404, "Patient/nobody-here"),
                Arguments.of(400, "Patient?frob=1"),
                Arguments.of(400, "Patient?birthdate=abc"),
                Arguments.of(400, "Observation?status:nto=final"),
                Arguments.of(400, "Observation?status:missing=ture"),
                Arguments.of(400, "Observation?subject:Patient.gender:nto=male"),
                Arguments.of(400, "Patient?_has:Observation:patient:status:nto=final"),
                Arguments.of(400, "Patient?birthdate:after=2000"),
                Arguments.of(400, "Patient?_tag:nto=x"),
                Arguments.of(400, "Observation/$lastn?status:nto=final"),
                Arguments.of(400, "Patient?_filter=" + "(".repeat(3_000)),
                Arguments.of(400, "Patient?_count=abc"),
                Arguments.of(400, "Patient?_sort=frob"),
                Arguments.of(400, "Patient?_include=frob"),
                Arguments.of(400, "Patient?_include=Patient:frob"),
                Arguments.of(400, "Patient?_has:Observation:frob:code=1"),
                Arguments.of(400, "Patient?name=a%00b"),
                Arguments.of(400, "Observation?value-quantity=abc"),
                Arguments.of(400, "Observation?subject.frob=1"),
                Arguments.of(400, "Patient/x/$frob"),
                Arguments.of(400, "Patient/bad-requests/$everything?_count=x"),
                Arguments.of(400, "$graphql?query=%7B%7B"),
                Arguments.of(400, "$graphql?query=%7BPatient(id:%22bad-requests%22)%7Bmeta%7D%7D"),
                Arguments.of(400, "$graphql?query=%7BPatient(id:$x)%7Bid%7D%7D"),
                Arguments.of(400, "$graphql?query=mutation%20%7BPatientCreate%7Bid%7D%7D"),
                Arguments.of(400, "Encounter/bad-requests/$everything?_offset=1"),
                Arguments.of(400, "Observation/$lastn?max=x"),
                Arguments.of(410, "?_getpages=no-such-search"));
    }

    @ParameterizedTest
    @CsvSource({"Patient/nobody-here, not-found", "Frob, not-found", "?_getpages=no-such-search, deleted"})
    void theCodeSaysWhatKindOfRefusalItIs(String path, String code) {
        assertThat(server.get(path).tree().at("/issue/0/code").asText()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x ", "x,", "\"x ", "(x ", "x~ ", "*", "+x ", "日"})
    void wordsWithoutEndAreSearchedOrExplained(String word) {
        for (String parameter : new String[] {"_content", "_text", "name:text", "family"}) {
            for (int length : new int[] {250, 5_000}) {
                Answer answer = server.get("Patient?" + parameter + "="
                        + URLEncoder.encode(word.repeat(length / word.length()), StandardCharsets.UTF_8));
                assertThat(answer.status()).as(parameter + ": " + answer.body()).isIn(200, 400);
            }
        }
    }

    @Test
    void unknownMethodIsExplained() {
        assertExplained(server.send("FROB", "Patient", null), 405);
    }

    @Test
    void brokenVersionInIfMatchIsExplained() {
        assertExplained(server.put("Patient/bad-requests", PATIENT, "If-Match", "frob"), 400);
    }

    @Test
    void bodyThatClaimsToBeCompressedIsExplained() {
        assertExplained(server.post("Patient", "no gzip", "Content-Encoding", "gzip"), 400);
    }

    @Test
    void brokenEscapeIsExplained() throws IOException {
        assertThat(rawGet("/fhir/Patient?name=%ZZ")).startsWith("HTTP/1.1 400").contains("OperationOutcome");
    }

    /** HAPI decodes ids twice. */
    @ParameterizedTest
    @ValueSource(strings = {"Patient/a%25", "Patient/1/_history/a%25", "Patient/a%25/$everything", "Patient/a%2500"})
    void anIdThatCannotBeDecodedIsExplainedInABundleToo(String url) {
        assertExplained(server.get(url), 400);
        String entry = ",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\"" + url + "\"}}]}";
        Answer batch = server.post("", "{\"resourceType\":\"Bundle\",\"type\":\"batch\"" + entry);
        assertThat(batch.status()).as(batch.body()).isEqualTo(200);
        assertThat(batch.tree().at("/entry/0/response/status").asText())
                .as(batch.body())
                .matches("40[04].*");
        assertThat(batch.tree().at("/entry/0/response/outcome/resourceType").asText())
                .isEqualTo("OperationOutcome");
        Answer transaction = server.post("", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\"" + entry);
        assertThat(transaction.status()).as(transaction.body()).isIn(200, 400);
    }

    @Test
    void forbiddenCharactersInTheRequestLineAreExplainedByTheContainer() throws IOException {
        assertThat(rawGet("/fhir/Patient?name=<x>"))
                .startsWith("HTTP/1.1 400")
                .contains("OperationOutcome")
                .doesNotContain("<html");
    }

    private static void assertExplained(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("\\tat ").doesNotContain("java.base");
    }

    private String rawGet(String target) throws IOException {
        URI uri = URI.create(server.baseUrl());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + target
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                    + server.operatorToken() + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
