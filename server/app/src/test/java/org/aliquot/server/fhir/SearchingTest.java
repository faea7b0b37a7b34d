package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searches and operations over one invented patient's results. */
@WithServer
class SearchingTest {
    private static final String LOINC = "http://loinc.org";

    private final TestServer server;
    private final String mrn = UUID.randomUUID().toString();
    private String patient;
    private String specimen;
    private String potassium;

    SearchingTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void storeResults() {
        Patient resource = new Patient();
        resource.addIdentifier().setSystem("urn:test:mrn").setValue(mrn);
        resource.addName().setFamily("Sample" + mrn.substring(0, 8));
        patient = "Patient/" + server.create(resource).getIdElement().getIdPart();
        Specimen tube = new Specimen();
        tube.getSubject().setReference(patient);
        tube.addIdentifier().setSystem("urn:test:acc").setValue("S-" + mrn);
        specimen = "Specimen/" + server.create(tube).getIdElement().getIdPart();
        potassium = store("2823-3", "Potassium", "4.10", "2026-03-01T08:00:00Z");
        store("2823-3", "Potassium", "5.40", "2026-03-02T08:00:00Z");
        store("2951-2", "Sodium", "140", "2026-03-01T08:00:00Z");
        DiagnosticReport report = new DiagnosticReport();
        report.setStatus(DiagnosticReport.DiagnosticReportStatus.FINAL);
        report.getCode().setText("Electrolytes");
        report.getSubject().setReference(patient);
        report.addResult().setReference(potassium);
        server.create(report);
    }

    private String store(String loinc, String name, String value, String time) {
        Observation observation = new Observation();
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.getCode().addCoding().setSystem(LOINC).setCode(loinc).setDisplay(name);
        observation.getCode().setText(name);
        observation.getSubject().setReference(patient);
        observation.getSpecimen().setReference(specimen);
        observation.setEffective(new org.hl7.fhir.r4.model.DateTimeType(time));
        observation.setValue(new Quantity()
                .setValue(new java.math.BigDecimal(value))
                .setUnit("mmol/L")
                .setSystem("http://unitsofmeasure.org")
                .setCode("mmol/L"));
        observation
                .addCategory()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/observation-category")
                .setCode("laboratory");
        return "Observation/" + server.create(observation).getIdElement().getIdPart();
    }

    private static List<String> types(Answer bundle) {
        return StreamSupport.stream(bundle.tree().path("entry").spliterator(), false)
                .map(entry -> entry.at("/resource/resourceType").asText())
                .toList();
    }

    private static List<String> values(Answer bundle) {
        return StreamSupport.stream(bundle.tree().path("entry").spliterator(), false)
                .map(entry -> entry.at("/resource/valueQuantity/value").asText())
                .toList();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void searchByCodeSortsByDate() {
        Answer found =
                server.get("Observation?patient=" + patient + "&code=" + escaped(LOINC + "|2823-3") + "&_sort=-date");

        assertThat(values(found)).containsExactly("5.4", "4.1");
    }

    @Test
    void includeBringsTheResultsOfAReportAndRevincludeTheReportOfAResult() {
        assertThat(types(server.get("DiagnosticReport?patient=" + patient + "&_include=DiagnosticReport:result")))
                .containsExactly("DiagnosticReport", "Observation");
        assertThat(types(server.get("Observation?_id=" + potassium.substring("Observation/".length())
                        + "&_revinclude=DiagnosticReport:result")))
                .containsExactly("Observation", "DiagnosticReport");
    }

    @Test
    void chainsAndReverseChainsAreFollowed() {
        assertThat(types(server.get("Observation?specimen.identifier=" + escaped("urn:test:acc|S-" + mrn))))
                .hasSize(3);
        assertThat(types(server.get(
                        "Patient?_has:Observation:patient:code=" + escaped(LOINC + "|2951-2") + "&identifier=" + mrn)))
                .containsExactly("Patient");
    }

    @Test
    void quantitiesAreComparedWithUnits() {
        Answer found = server.get("Observation?patient=" + patient + "&value-quantity="
                + escaped("gt5|http://unitsofmeasure.org|mmol/L") + "&code=" + escaped(LOINC + "|2823-3"));

        assertThat(values(found)).containsExactly("5.4");
    }

    @Test
    void textOfACodeAndContentOfAResourceAreSearched() {
        assertThat(types(server.get("Observation?patient=" + patient + "&code:text=potass")))
                .hasSize(2);
        assertThat(types(server.get("Patient?_content=" + "Sample" + mrn.substring(0, 8))))
                .containsExactly("Patient");
    }

    @Test
    void pagesHoldWhatWasAskedForAndLinkToTheNext() {
        Answer first = server.get("Observation?patient=" + patient + "&_count=2");
        assertThat(types(first)).hasSize(2);
        JsonNode next = StreamSupport.stream(first.tree().path("link").spliterator(), false)
                .filter(link -> link.path("relation").asText().equals("next"))
                .findFirst()
                .orElseThrow();

        assertThat(types(server.get(next.path("url").asText()))).hasSize(1);
    }

    @Test
    void everythingOfAPatientIsReturned() {
        assertThat(types(server.get(patient + "/$everything?_count=100")))
                .contains("Patient", "Specimen", "DiagnosticReport")
                .filteredOn("Observation"::equals)
                .hasSize(3);
    }

    @Test
    void lastNGivesTheLatestOfEachCode() {
        assertThat(values(server.get("Observation/$lastn?patient=" + patient))).containsExactlyInAnyOrder("5.4", "140");
        assertThat(values(server.get(
                        "Observation/$lastn?max=2&patient=" + patient + "&code=" + escaped(LOINC + "|2823-3"))))
                .containsExactly("5.4", "4.1");
        assertThat(server.get("Observation/$lastn?max=0&patient=" + patient).status())
                .isEqualTo(400);
    }

    @Test
    void graphQlReadsThroughReferences() {
        Answer answer = server.post(
                "$graphql",
                "{\"query\":\"{Observation(id:\\\"" + potassium.substring("Observation/".length())
                        + "\\\"){status subject{reference}}}\"}",
                "Content-Type",
                "application/json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.tree().at("/data/Observation/subject/reference").asText())
                .isEqualTo(patient);
    }

    @Test
    void validateSaysWhatIsWrongAndStoresNothing() {
        Answer wrong = server.post("Observation/$validate", """
            {"resourceType":"Observation","status":"final","frobnicate":"x"}""");
        Answer escaped = server.post("Observation/%24validate", """
            {"resourceType":"Observation","status":"final","frobnicate":"x"}""");
        Answer right = server.post("Observation/$validate", """
            {"resourceType":"Observation","status":"final","code":{"text":"K"}}""");

        assertThat(escaped.body()).as("percent-encoded").isEqualTo(wrong.body());
        assertThat(wrong.body()).contains("Observation.code").contains("\"error\"");
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.body()).doesNotContain("\"severity\":\"error\"");
    }

    @Test
    void validateKnowsTheGuidesProfiles() {
        Answer profiles = server.get("StructureDefinition?type=Observation&_elements=url&_count=50");
        String url = profiles.tree().at("/entry/0/resource/url").asText();
        assertThat(url).isNotEmpty();

        Answer answer = server.post("Observation/$validate?profile=" + escaped(url), """
            {"resourceType":"Observation","status":"final","code":{"text":"K"}}""");

        assertThat(answer.body()).contains("\"severity\":\"error\"").contains(url);
    }
}
