package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests made to hurt: each is answered by a status that fits, soon, and tells nothing of what is inside. */
@WithServer
class HostileRequestsTest {
    private static final String XML = "application/fhir+xml";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String FLAG =
            "{\"resourceType\":\"Flag\",\"id\":\"stays\",\"status\":\"active\",\"code\":{\"text\":\"x\"},"
                    + "\"subject\":{\"display\":\"nobody\"}}";

    private static String patient;

    private final TestServer server;

    HostileRequestsTest(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    static void somebodyIsThere(TestServer server) {
        Patient somebody = new Patient();
        somebody.addName().setFamily("Unmistakable");
        patient = server.create(somebody).getIdElement().getIdPart();
    }

    private static void assertTellsNothing(String body) {
        assertThat(body)
                .doesNotContain("java.", "org.hibernate", "org.postgresql", "ca.uhn.fhir.", "org.springframework")
                .doesNotContain("\tat ", "\\tat ", "Exception:", "<html", "/fhir/Binary", "HFJ_", "hfj_")
                .doesNotContainPattern("(?i)select .* from ")
                .doesNotContain("Unmistakable", "root:x:", "operator.key");
    }

    private static void assertRefused(Answer answer, int from, int to) {
        assertThat(answer.status()).as(answer.body()).isBetween(from, to);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertTellsNothing(answer.body());
    }

    private Answer soon(java.util.function.Supplier<Answer> request) {
        return assertTimeoutPreemptively(SOON, request::get);
    }

    private static String billionLaughs() {
        StringBuilder dtd = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 12; i++) {
            dtd.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return dtd + "]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&a11;\"/></Patient>";
    }

    static Stream<Arguments> documents() {
        String end = "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"&e;\"/></name></Patient>";
        return Stream.of(
                Arguments.of("billion laughs", billionLaughs()),
                Arguments.of("a file", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + end),
                Arguments.of("an address", "<!DOCTYPE x [<!ENTITY e SYSTEM \"http://127.0.0.1:1/x\">]>" + end),
                Arguments.of(
                        "a parameter entity", "<!DOCTYPE x [<!ENTITY % e SYSTEM \"file:///etc/passwd\"> %e;]>" + end),
                Arguments.of(
                        "many attributes",
                        "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"1\" " + attributes(200_000)
                                + "/></Patient>"),
                Arguments.of(
                        "depth",
                        "<Patient xmlns=\"http://hl7.org/fhir\">"
                                + "<extension url=\"http://x\">".repeat(50_000)
                                + "</extension>".repeat(50_000) + "</Patient>"),
                Arguments.of("no end", "<Patient xmlns=\"http://hl7.org/fhir\">" + "<contact>".repeat(900)));
    }

    private static String attributes(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append("a").append(i).append("=\"1\" ");
        }
        return attributes.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void anXmlDocumentOpensNothingAndGrowsNowhere(String what, String xml) {
        assertRefused(
                soon(() -> server.post("Patient", xml, "Content-Type", XML, "Accept", "application/fhir+json")),
                400,
                422);
    }

    static Stream<Arguments> deep() {
        return Stream.of(
                Arguments.of(
                        "extensions",
                        "{\"resourceType\":\"Patient\",",
                        "\"extension\":[{\"url\":\"http://x\",",
                        "\"valueString\":\"x\"",
                        "}]"),
                Arguments.of(
                        "items",
                        "{\"resourceType\":\"Questionnaire\",\"status\":\"draft\",",
                        "\"item\":[{\"linkId\":\"1\",\"type\":\"group\",",
                        "\"text\":\"x\"",
                        "}]"),
                Arguments.of(
                        "parts",
                        "{\"resourceType\":\"Parameters\",",
                        "\"parameter\":[{\"name\":\"x\",\"part\":[{\"name\":\"y\",",
                        "\"valueString\":\"x\"",
                        "}]}]"));
    }

    /** As deep as the parser lets through, and deeper. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("deep")
    void deepJsonIsStoredOrRefused(String what, String begin, String open, String inner, String close) {
        String type = begin.replaceAll(".*resourceType\":\"([A-Za-z]+)\".*", "$1");
        for (int depth : new int[] {100, 240, 480, 700, 20_000}) {
            String body = begin + (open.replaceFirst(",$", ",")).repeat(depth) + inner + close.repeat(depth) + "}";
            Answer answer = soon(() -> server.post(type, body));
            assertThat(answer.status()).as(depth + " " + answer.body()).isBetween(200, 422);
            assertTellsNothing(answer.body());
            if (answer.status() == 201) {
                Answer read = soon(() -> server.get(type + "/" + answer.id(), "Accept", XML));
                assertThat(read.status()).as(depth + " " + read.body()).isEqualTo(200);
            }
        }
    }

    /** Written out, each of these has a hundred million digits, and HAPI writes them out. */
    @ParameterizedTest
    @ValueSource(strings = {"1e99999999", "1e-99999999", "-1E+99999999", "1e400", "-123456789e305"})
    void aNumberIsNotWrittenOutToItsLastZero(String number) {
        String observation =
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"1e99999999\"},"
                        + "\"valueQuantity\":{\"value\":" + number + ",\"unit\":\"x\"}}";
        assertRefused(soon(() -> server.post("Observation", observation)), 400, 400);
        assertRefused(
                soon(() -> server.post(
                        "Observation",
                        "<Observation xmlns=\"http://hl7.org/fhir\"><status value=\"final\"/><code><text value=\"x\"/></code>"
                                + "<valueQuantity><value value=\"" + number + "\"/></valueQuantity></Observation>",
                        "Content-Type",
                        XML,
                        "Accept",
                        "application/fhir+json")),
                400,
                400);
        for (String prefix : new String[] {"", "gt", "sa", "ap"}) {
            assertRefused(
                    soon(() -> server.get("Observation?value-quantity=" + prefix + number.replace("+", "%2B"))),
                    400,
                    400);
        }
        for (String via : new String[] {"copy", "dao"}) {
            Answer one = soon(() -> server.post("/ops/ingest?source=x&via=" + via, observation + "\n"));
            assertThat(one.status()).as(one.body()).isEqualTo(200);
            assertThat(one.tree().at("/lines/refused").asInt()).as(one.body()).isEqualTo(1);
        }
        assertThat(server.post("Observation", observation.replace(number, "1.5e-3"))
                        .status())
                .isEqualTo(201);
    }

    /** Of these few bytes HAPI would make more objects than fit into memory. */
    @Test
    void aBodyOfTooManyElementsIsRefusedBeforeTheyAreMade() {
        String body = "{\"resourceType\":\"Patient\",\"extension\":[" + "{},".repeat(3_000_000) + "{}]}";
        assertRefused(soon(() -> server.post("Patient", body)), 413, 413);
        assertRefused(soon(() -> server.post("", body)), 413, 413);
        assertRefused(
                soon(() -> server.post(
                        "Patient",
                        "<Patient xmlns=\"http://hl7.org/fhir\">" + "<a/>".repeat(4_000_000) + "</Patient>",
                        "Content-Type",
                        XML,
                        "Accept",
                        "application/fhir+json")),
                413,
                413);
        assertThat(server.get("Patient/" + patient).status()).isEqualTo(200);
    }

    @Test
    void whoeverStillSendsSeesWhyItIsRefused() {
        String text = "x".repeat(9_000_000);
        assertRefused(
                soon(() -> server.post(
                        "Patient",
                        "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":1e99999,\"name\":[{\"text\":\"" + text
                                + "\"}]}")),
                400,
                400);
    }

    @Test
    void whatMayNotBeSentIsRefusedBeforeItIsRead() {
        String[] reader = {
            "Authorization",
            "Bearer " + server.localToken(org.aliquot.server.auth.scope.Scopes.parse("system/Patient.r"))
        };
        String unreadable = "{\"resourceType\":";
        assertRefused(server.post("Patient", unreadable, reader), 403, 403);
        assertRefused(server.put("Patient/x", unreadable, reader), 403, 403);
        assertRefused(server.send("PATCH", "Patient/x", unreadable, reader), 403, 403);
        assertRefused(server.post("Patient", unreadable), 400, 400);
    }

    static Stream<String> injections() {
        return Stream.of(
                "' OR '1'='1",
                "'; drop table patients; --",
                "\\'; select pg_sleep(60); --",
                "1) or 1=1 --",
                "${jndi:ldap://127.0.0.1:1/x}",
                "%' or name like '%",
                "Patient.name.where(true)",
                "$$; copy patients to '/tmp/x'; $$",
                "\uD800",
                "a\\,b\\|c\\$d",
                "x".repeat(5_000));
    }

    @ParameterizedTest
    @MethodSource("injections")
    void aValueIsAValueAndNothingElse(String value) {
        String escaped = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        for (String parameter : new String[] {
            "name=",
            "name:exact=",
            "name:contains=",
            "identifier=",
            "gender=",
            "_id=",
            "general-practitioner=",
            "_has:Observation:patient:code=",
            "_tag=",
            "_source=",
            "_list=",
            "phonetic=",
            "address:below="
        }) {
            Answer answer = soon(() -> server.get("Patient?" + parameter + escaped));
            assertThat(answer.status()).as(parameter + value + answer.body()).isBetween(200, 499);
            assertTellsNothing(answer.body());
        }
        for (String parameter : new String[] {
            "_sort=",
            "_sort=-",
            "_include=",
            "_revinclude=",
            "_filter=",
            "_elements=",
            "_summary=",
            "_total=",
            "_format="
        }) {
            Answer answer = soon(() -> server.get("Patient?_id=none&" + parameter + escaped));
            assertThat(answer.status()).as(parameter + value + answer.body()).isBetween(200, 499);
            assertTellsNothing(answer.body());
        }
        assertThat(server.get("Patient/" + patient).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_filter=name eq \"x\" or 1 eq 1",
                "_filter=name co \"'; drop table patients; --\"",
                "_sort=name;drop",
                "_sort=(select 1)",
                "name:exact;drop=x",
                "name`=x",
                "birthdate=ge2020-01-01' or '1'='1",
                "birthdate=9999999999999-01-01",
                "_lastUpdated=' or true",
                "_has:Observation:patient:code' or 1=1=x",
                "subject:Patient.name' =x"
            })
    void aParameterIsAParameterAndNothingElse(String query) {
        String escaped = query.replace("%", "%25")
                .replace(" ", "%20")
                .replace("\"", "%22")
                .replace("`", "%60");
        Answer answer = soon(() -> server.get("Patient?" + escaped));
        assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
        assertTellsNothing(answer.body().replace("Unmistakable", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name=a%00b", "_id=%00", "%00=x", "identifier=x%7C%00", "_sort=%00", "_count=abc", "_filter=zz"})
    void aFormIsReadAsCarefullyAsAUrl(String form) {
        assertRefused(server.post("Patient/_search", form, "Content-Type", FORM), 400, 400);
        assertRefused(server.post("Patient/_search?_pretty=true", form, "Content-Type", FORM), 400, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "br", "gzip, gzip", "x"})
    void anotherEncodingIsNotTakenForAnEmptyForm(String encoding) {
        Answer answer = server.post("Patient/_search", "_id=none", "Content-Type", FORM, "Content-Encoding", encoding);
        assertRefused(answer, 415, 415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?name=a%00b",
                "Patient?birthdate=99999999999-01-01",
                "Patient?_sort='",
                "Patient?_count=-1",
                "Patient?_has:Observation:frob:code=1",
                "Frob?x=1",
                "Patient/%00",
                "Observation?value-quantity=1e999999",
                "?",
                "//",
                "\uD800"
            })
    void anEntryOfABatchTellsNoMoreThanARequest(String url) {
        for (String method : new String[] {"GET", "DELETE"}) {
            Answer answer = soon(() -> server.post(
                    "",
                    "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"" + method
                            + "\",\"url\":\"" + url.replace("\uD800", "\\ud800") + "\"}}]}"));
            assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
            assertTellsNothing(answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replace(type=(select 1))",
                "Patient.name.repeat(name)",
                "Patient.descendants().descendants().descendants()",
                "Patient.name.where(family.matches('(a+)+$'))",
                "%resource.trace('x')",
                "'"
            })
    void aPatchsPathIsAPathAndNothingElse(String path) {
        Answer answer = soon(() -> server.send(
                "PATCH",
                "Patient/" + patient,
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":["
                        + "{\"name\":\"type\",\"valueCode\":\"delete\"},{\"name\":\"path\",\"valueString\":\""
                        + path + "\"}]}]}"));
        assertThat(answer.status()).as(answer.body()).isBetween(200, 499);
        assertTellsNothing(answer.body().replace("Unmistakable", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_count=5", "_sort=name", "_pretty=true", "_offset=0&_total=none"})
    void aDeleteThatDoesNotSayWhatDeletesNothing(String query) {
        assertRefused(server.delete("Patient?" + query), 412, 412);
        for (String type : new String[] {"batch", "transaction"}) {
            assertRefused(
                    server.post(
                            "",
                            "{\"resourceType\":\"Bundle\",\"type\":\"" + type
                                    + "\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient?" + query
                                    + "\"}}]}"),
                    412,
                    412);
        }
        assertThat(server.get("Patient/" + patient).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_id=",
                "_id=,",
                "_id",
                "_lastUpdated=",
                "_lastUpdated=gt",
                "_lastupdated=lt2020-01-01",
                "_tag=",
                "_tag=%7C",
                "_security=",
                "_profile=",
                "_source=",
                "_language=",
                "_list=",
                "_text=",
                "_text=x",
                "_content=",
                "_content=x",
                "_filter=name%20eq%20%22x%22",
                "_has:Provenance:target:agent=",
                "_has:Provenance=x",
                "_pid=",
                "_foo=x",
                "_type=Flag",
                "_since=2020",
                "_query=x",
                "_includeDeleted=both",
                "foo=",
                "foo",
                "identifier=",
                "subject=,",
                "date=",
                "subject=Patient/nobody&_id=",
                "subject=Patient/nobody&_foo=x"
            })
    void aConditionThatIsEmptyOrUnknownDeletesAndChangesNothing(String query) {
        server.put("Flag/stays", FLAG);
        String condition = "Flag?" + query;
        for (String more : new String[] {"", "&_expunge=true", "&_cascade=delete", "&_count=1"}) {
            assertRefused(server.delete(condition + more), 400, 412);
        }
        assertRefused(server.put(condition, FLAG.replace("\"id\":\"stays\",", "")), 400, 412);
        assertRefused(server.post("Flag", FLAG.replace("\"id\":\"stays\",", ""), "If-None-Exist", query), 400, 412);
        for (String type : new String[] {"batch", "transaction"}) {
            for (String url : new String[] {condition, "/" + condition, "Flag/?" + query}) {
                assertRefused(
                        server.post(
                                "",
                                "{\"resourceType\":\"Bundle\",\"type\":\"" + type
                                        + "\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\"" + url
                                        + "\"}}]}"),
                        400,
                        412);
            }
        }
        assertThat(server.get("Flag/stays").header("ETag")).isEqualTo("W/\"1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Flag", "Flag/", "Flag?", "/Flag"})
    void anEntryWithoutAConditionDeletesNothing(String url) {
        server.put("Flag/stays", FLAG);
        server.post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"DELETE\",\"url\":\""
                        + url + "\"}}]}");
        assertThat(server.get("Flag/stays").status()).isEqualTo(200);
    }

    @Test
    void aConditionalDeleteDeletesWhatItNames() {
        server.put("Flag/goes", FLAG.replace("stays", "goes").replace("nobody", "who-has-one"));
        assertThat(server.delete("Flag?_id=other").status()).isEqualTo(200);
        assertThat(server.get("Flag/goes").status()).isEqualTo(200);
        assertThat(server.delete("Flag?_id=goes&_pretty=true").status()).isEqualTo(200);
        assertThat(server.get("Flag/goes").status()).isEqualTo(410);
    }

    /** Nobody's packages are taken in: the guide comes with the build. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ImplementationGuide/$install",
                "ImplementationGuide/$uninstall",
                "CodeSystem/$upload-external-code-system",
                "CodeSystem/$apply-codesystem-delta-add"
            })
    void noPackageIsTakenIn(String path) {
        assertRefused(server.post(path, "{\"resourceType\":\"Parameters\"}"), 400, 405);
    }

    private String raw(String target, String... headers) throws IOException {
        URI address = URI.create(server.baseUrl());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + target
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                    + server.operatorToken() + "\r\n" + String.join("", headers) + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static Stream<String> climbs() {
        return Stream.of(
                        "../",
                        "..%2f",
                        "%2e%2e/",
                        "%2e%2e%2f",
                        "..%5c",
                        "%252e%252e%252f",
                        "..;/",
                        "....//",
                        "%c0%ae%c0%ae/")
                .flatMap(up -> Stream.of(
                        "/apps/results/" + up + up + "application.yml",
                        "/apps/results/" + up.repeat(12) + "etc/passwd",
                        "/fhir/Binary/" + up + up + "operator.key",
                        "/fhir/swagger-ui/" + up.repeat(4) + "application.yml",
                        "/ops/ingest/" + up.repeat(6) + "operator.key/errors",
                        "/ops/transcripts/" + up.repeat(6) + "operator.key",
                        "/ops/quarantine/" + up.repeat(6) + "operator.key"));
    }

    @ParameterizedTest
    @MethodSource("climbs")
    void noPathLeadsOutOfWhatIsServed(String target) throws IOException {
        String answer = raw(target);
        assertThat(answer.lines().findFirst().orElse("")).as(target).containsPattern(" (302|4\\d\\d) ?");
        assertThat(answer)
                .doesNotContain("root:", "PRIVATE", "spring:", "\"kty\"", "graceful")
                .doesNotContain("\tat ", "java.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/Patient/x%0d%0aSet-Cookie:%20a=b",
                "/fhir/Patient?_id=x%0d%0aSet-Cookie:%20a=b&_format=json%0d%0aSet-Cookie:%20a=b",
                "/fhir/$export?_type=Patient%0d%0aSet-Cookie:%20a=b",
                "/apps/results/%0d%0aSet-Cookie:%20a=b",
                "/ops/ingest/%0d%0aSet-Cookie:%20a=b"
            })
    void noValueBecomesAHeader(String target) throws IOException {
        assertThat(raw(target, "Prefer: respond-async\r\n")
                        .toLowerCase(java.util.Locale.ROOT)
                        .split("\r\n\r\n")[0])
                .doesNotContain("\nset-cookie");
        assertThat(raw("/fhir/Patient?_count=0", "X-Request-ID: a\tb\u0001c\r\n")
                        .toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("a\tb");
    }

    @Test
    void anIdWithALineBreakIsNone() {
        assertRefused(server.get("Patient/x%0d%0aSet-Cookie:%20a=b"), 400, 404);
        assertRefused(
                server.put("Patient/x%0d%0aSet-Cookie:%20a=b", "{\"resourceType\":\"Patient\",\"id\":\"x\"}"),
                400,
                404);
    }
}
