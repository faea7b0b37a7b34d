package org.aliquot.server.fhir.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with small limits, asked for more. */
class RequestSizeTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int PAGE = 5;
    private static final int INCLUDES = 4;

    private static TestServer server;
    private static String patient;

    @BeforeAll
    static void start() throws IOException {
        Path config = Files.createTempFile(Files.createDirectories(Path.of("target")), "request-size-", ".yml");
        Files.writeString(config, """
                aliquot.fhir.default-page-size: 3
                aliquot.fhir.max-page-size: 5
                aliquot.fhir.max-includes: 4
                aliquot.fhir.max-bundle-entries: 10
                aliquot.fhir.max-body-size: 3MB
                """);
        server = TestServer.start(config);
        patient = server.create(new Patient()).getIdElement().getIdPart();
        for (int i = 0; i < 8; i++) {
            Observation observation = new Observation();
            observation.setStatus(Observation.ObservationStatus.FINAL);
            observation.getCode().addCoding().setCode("c" + i);
            observation.setSubject(new Reference("Patient/" + patient));
            String id = server.create(observation).getIdElement().getIdPart();
            DiagnosticReport report = new DiagnosticReport();
            report.setStatus(DiagnosticReport.DiagnosticReportStatus.FINAL);
            report.getCode().setText("r");
            report.setSubject(new Reference("Patient/" + patient));
            report.addResult(new Reference("Observation/" + id));
            server.create(report);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> modes(JsonNode bundle) {
        return bundle.findValuesAsText("mode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?_count=100000",
                "Observation?_count=999999999&_offset=0",
                "Observation?_count=100000&_offset=2",
                "Observation?_count=100000&_total=accurate",
                "Observation/_history?_count=100000",
                "_history?_count=100000",
                "Patient/PATIENT/$everything?_count=100000"
            })
    void aPageThatIsTooLargeIsCut(String path) {
        Answer answer = server.get(path.replace("PATIENT", patient));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.tree().path("entry")).hasSize(PAGE);
    }

    @Test
    void whatWasCutIsOnTheNextPage() {
        Answer first = server.get("Observation?_count=100000&_elements=id");
        assertThat(first.tree().path("entry")).hasSize(PAGE);
        String next = "";
        for (JsonNode link : first.tree().path("link")) {
            next = link.path("relation").asText().equals("next")
                    ? link.path("url").asText()
                    : next;
        }
        assertThat(server.get(next).tree().path("entry")).hasSize(3);
    }

    @Test
    void aPageOfABatchIsCutToo() {
        Answer answer = server.post("", """
                {"resourceType":"Bundle","type":"batch","entry":[
                 {"request":{"method":"GET","url":"Observation?_count=100000&_offset=0"}}]}
                """);
        assertThat(answer.tree().at("/entry/0/resource/entry")).hasSize(PAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient?_id=PATIENT&_revinclude=Observation:subject",
                "Patient?_id=PATIENT&_revinclude=Observation:subject&_offset=0&_count=1",
                "Patient?_id=PATIENT&_revinclude=Observation:subject&_revinclude=DiagnosticReport:subject",
                "Patient?_id=PATIENT&_revinclude=Observation:subject&_revinclude:iterate=DiagnosticReport:result"
            })
    void moreThanMayComeAlongIsLeftOutAndTheAnswerSaysSo(String path) {
        Answer answer = server.get(path.replace("PATIENT", patient));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(modes(answer.tree())).filteredOn("include"::equals).hasSize(INCLUDES);
        assertThat(modes(answer.tree())).filteredOn("outcome"::equals).hasSize(1);
        assertThat(answer.body()).contains("incomplete", "aliquot.fhir.max-includes");
    }

    @Test
    void everythingOfEverythingIsHeldToTheSame() {
        Answer answer = server.get(
                "Patient?_id=" + patient + "&_revinclude=*&_include=*&_include:iterate=*&_revinclude:iterate=*");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(modes(answer.tree())).filteredOn("include"::equals).hasSizeBetween(1, INCLUDES);
        assertThat(answer.body()).contains("aliquot.fhir.max-includes");
    }

    @Test
    void aSearchOfABatchSaysSoToo() {
        Answer answer = server.post("", """
                {"resourceType":"Bundle","type":"batch","entry":[
                 {"request":{"method":"GET","url":"Patient?_id=%s&_revinclude=Observation:subject"}}]}
                """.formatted(patient));
        assertThat(answer.body()).contains("aliquot.fhir.max-includes");
    }

    /** HAPI counts references: five results with ten of them, to three resources. */
    @ParameterizedTest
    @ValueSource(
            strings = {"_include=*", "_include=Observation:subject&_include=Observation:performer", "_include:iterate=*"
            })
    void manyReferencesToTheSameFewComeAlongWhole(String includes) {
        String practitioner = server.create(new Practitioner()).getIdElement().getIdPart();
        String organization = server.create(new Organization()).getIdElement().getIdPart();
        for (int i = 0; i < 5; i++) {
            Observation observation = new Observation();
            observation.setStatus(Observation.ObservationStatus.FINAL);
            observation.getCode().addCoding().setCode("many-references");
            observation.setSubject(new Reference("Patient/" + patient));
            observation.addPerformer(new Reference("Practitioner/" + practitioner));
            if (i == 4) {
                observation.addPerformer(new Reference("Organization/" + organization));
            }
            server.create(observation);
        }
        Answer answer = server.get("Observation?code=many-references&_count=5&" + includes);
        assertThat(modes(answer.tree())).filteredOn("include"::equals).hasSize(3);
        assertThat(modes(answer.tree())).doesNotContain("outcome");
        server.delete("Observation?code=many-references&_count=5");
    }

    @Test
    void nothingIsSaidWhereAllCameAlong() {
        Answer answer = server.get("Observation?_count=2&_include=Observation:subject");
        assertThat(modes(answer.tree())).containsOnly("match", "include");
    }

    private static Answer form(String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = FORM;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return server.post(path, body, all);
    }

    private static String numbers(String prefix, int count, String separator) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining(separator));
    }

    @Test
    void manyValuesAreLookedForAndTooManyRefused() {
        Answer many = form("Observation/_search", "code=c1," + numbers("x", 5_000, ","));
        assertThat(many.status()).as(many.body()).isEqualTo(200);
        assertThat(many.tree().path("entry")).hasSize(1);
        assertThat(form("Observation/_search", "code=" + numbers("x", 70_000, ","))
                        .status())
                .isEqualTo(400);
        assertThat(form("Patient/_search", "_id=" + numbers("x", 70_000, ",")).status())
                .isEqualTo(400);
    }

    @Test
    void tooManyConditionsAreRefused() {
        assertThat(server.get("Observation?" + numbers("code=x", 60, "&")).status())
                .isEqualTo(400);
        assertThat(form("Observation/_search", numbers("code=x", 5_000, "&")).status())
                .isEqualTo(400);
    }

    @Test
    void tooManyIncludesAreRefused() {
        String includes = server.fhir().getResourceTypes().stream()
                .limit(31)
                .map(type -> "_revinclude=" + type + ":*")
                .collect(Collectors.joining("&"));
        Answer answer = server.get("Patient?" + includes);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("31 _include and _revinclude");
    }

    /** The container would leave out what comes after its most parameters, or all of a form of more than 2 MB. */
    @Test
    void noParameterOfAFormIsLeftOut() {
        assertThat(form("Observation/_search", "_format=json&".repeat(11_000) + "code=none")
                        .tree()
                        .path("entry"))
                .isEmpty();
        assertThat(form("Observation/_search", "code=none&_format=" + "x".repeat(2_200_000))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aLargerBundleIsRefused() {
        String entry = "{\"request\":{\"method\":\"GET\",\"url\":\"Patient?_summary=count\"}}";
        for (String type : List.of("batch", "transaction")) {
            String begin = "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[";
            Answer ten = server.post("", begin + (entry + ",").repeat(9) + entry + "]}");
            assertThat(ten.status()).as(ten.body()).isEqualTo(200);
            Answer eleven = server.post("", begin + (entry + ",").repeat(10) + entry + "]}");
            assertThat(eleven.status()).as(eleven.body()).isEqualTo(413);
            assertThat(eleven.body()).contains("11 entries", "too-long");
        }
    }

    private static HttpResponse<String> compressed(String path, String type, byte[] body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.fhirUrl() + path))
                                .header("Content-Type", type)
                                .header("Content-Encoding", "gzip")
                                .header("Authorization", "Bearer " + server.operatorToken())
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] gzip(String begin, int spaces, String end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(begin.getBytes(StandardCharsets.UTF_8));
            byte[] piece = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < spaces >> 20; i++) {
                gzip.write(piece);
            }
            gzip.write(end.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void aLargerBodyIsRefusedHoweverItIsSent() throws Exception {
        String tooLong = "{\"resourceType\":\"Patient\"" + " ".repeat(3_200_000) + "}";
        assertThat(server.post("Patient", tooLong).status()).isEqualTo(413);
        byte[] bomb = gzip("{\"resourceType\":\"Patient\"", 1 << 28, "}");
        assertThat(bomb.length).isLessThan(2_000_000);
        HttpResponse<String> answer = compressed("/Patient", "application/fhir+json", bomb);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("Exception");
        HttpResponse<String> form = compressed("/Patient/_search", FORM, gzip("_id=", 1 << 28, "x"));
        assertThat(form.statusCode()).as(form.body()).isEqualTo(413);
    }

    @Test
    void aCompressedFormIsASearchLikeAnyOther() throws Exception {
        HttpResponse<String> answer = compressed("/Observation/_search", FORM, gzip("code=c3", 0, ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(server.fhir()
                        .newJsonParser()
                        .parseResource(org.hl7.fhir.r4.model.Bundle.class, answer.body())
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void aLongUrlIsRefused() {
        Answer answer = server.get("Patient?_id=" + "x".repeat(20_000));
        assertThat(answer.status()).isBetween(400, 431);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("<html");
    }
}
