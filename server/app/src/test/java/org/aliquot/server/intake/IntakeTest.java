package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Instruments;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;

/** From bytes to stored resources, with the real mapping, ingest and database; only the socket is left out. */
@WithServer
class IntakeTest {
    private static final InstrumentId XN = new InstrumentId("sysmex-xn", "intake-test");

    private final TestServer server;
    private final Intake intake;

    IntakeTest(TestServer server) {
        this.server = server;
        this.intake = server.bean(Intake.class);
    }

    @Test
    void resultsOfARegisteredSpecimenAreThePatients() {
        String accession = accession();
        String patient = registered(accession, "MRN-1");

        Receipt receipt = accept(
                XnMessages.of(accession).patient("MRN-1").result("WBC", "8.10", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(receipt).isInstanceOf(Receipt.Stored.class);
        assertThat(receipt.findings()).isEmpty();
        JsonNode found = search("Observation?patient=" + patient + "&code=http://loinc.org%7C6690-2");
        assertThat(found.path("total").asInt()).isEqualTo(1);
        JsonNode observation = found.at("/entry/0/resource");
        assertThat(server.get("Observation/" + observation.path("id").asText()).body())
                .contains("\"value\":8.10,");
        assertThat(observation.at("/valueQuantity/code").asText()).isEqualTo("10*3/uL");
        assertThat(observation.at("/basedOn/0/reference").asText()).startsWith("ServiceRequest/");
        assertThat(search("DiagnosticReport?patient=" + patient + "&_include=DiagnosticReport:result")
                        .path("entry"))
                .hasSize(3);
    }

    @Test
    void theSameMessageAgainStoresNothing() {
        XnMessages message = XnMessages.of(accession()).result("HGB", "12.4", "g/dL", "N", "F");
        accept(message, Delivery.FIRST);
        int versions = versions();

        assertThat(accept(message, Delivery.FIRST)).isInstanceOf(Receipt.Duplicate.class);
        assertThat(versions()).isEqualTo(versions);
    }

    @Test
    void anUnknownNumberKeepsItsResultsWithoutAPatientAndAsksAPerson() {
        String accession = accession();

        Receipt receipt = accept(
                XnMessages.of(accession).patient("MRN-GUESS").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(reasons(receipt)).containsExactly(ReasonCode.UNMATCHED_SPECIMEN);
        JsonNode observation = only("Observation", accession, "WBC");
        assertThat(observation.at("/subject/reference").isMissingNode()).isTrue();
        assertThat(search("Patient?identifier=MRN-GUESS").path("total").asInt()).isZero();
        assertThat(openTasks(accession)).isEqualTo(1);
    }

    @Test
    void aNumberOfTwoPatientsIsNobodys() {
        String accession = accession();
        registered(accession, "MRN-A");
        registered(accession, "MRN-B");

        Receipt receipt = accept(XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(reasons(receipt)).containsExactly(ReasonCode.AMBIGUOUS_SPECIMEN);
        assertThat(only("Observation", accession, "WBC")
                        .at("/subject/reference")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anotherPatientThanTheOrdersIsAMismatch() {
        String accession = accession();
        registered(accession, "MRN-RIGHT");

        Receipt receipt = accept(
                XnMessages.of(accession).patient("MRN-WRONG").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(reasons(receipt)).containsExactly(ReasonCode.PATIENT_MISMATCH);
        assertThat(only("Observation", accession, "WBC")
                        .at("/subject/reference")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void aNumberTheAnalyzerMadeUpIsNotLookedUp() {
        String accession = accession();
        registered(accession, "MRN-1");

        Receipt receipt = accept(
                XnMessages.of(accession).numberEnteredBy("A").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(reasons(receipt)).containsExactly(ReasonCode.UNMATCHED_SPECIMEN);
    }

    @Test
    void twoOrdersOfOnePatientAreBothLinkedAndShown() {
        String accession = accession();
        String patient = registered(accession, "MRN-2");
        order(accession, patient, null);

        Receipt receipt = accept(XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(reasons(receipt)).containsExactly(ReasonCode.AMBIGUOUS_SPECIMEN);
        JsonNode observation = only("Observation", accession, "WBC");
        assertThat(observation.at("/subject/reference").asText()).isEqualTo("Patient/" + patient);
        assertThat(observation.path("basedOn")).hasSize(2);
    }

    @Test
    void aReplayAfterRegistrationFindsThePatientAndEndsTheTask() {
        String accession = accession();
        XnMessages message = XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F");
        LabReport report = report(transcript(message));
        intake.accept(transcript(message), report, Delivery.FIRST);
        String before = only("Observation", accession, "WBC").path("id").asText();
        String patient = registered(accession, "MRN-LATE");

        Receipt receipt = intake.accept(transcript(message), report, Delivery.REPLAY);

        assertThat(receipt.findings()).isEmpty();
        JsonNode observation = only("Observation", accession, "WBC");
        assertThat(observation.path("id").asText()).isEqualTo(before);
        assertThat(observation.at("/subject/reference").asText()).isEqualTo("Patient/" + patient);
        assertThat(openTasks(accession)).isZero();
    }

    @Test
    void aCorrectionIsANewVersionAndAnOldReplayDoesNotUndoIt() {
        String accession = accession();
        Transcript first = transcript(XnMessages.of(accession).result("PLT", "99", "10*3/uL", "L", "F"));
        intake.accept(first, report(first), Delivery.FIRST);
        Transcript second = transcript(XnMessages.of(accession).result("PLT", "199", "10*3/uL", "N", "F"));
        intake.accept(second, report(second), Delivery.FIRST);

        JsonNode corrected = only("Observation", accession, "PLT");
        assertThat(corrected.at("/valueQuantity/value").asInt()).isEqualTo(199);
        assertThat(corrected.path("status").asText()).isEqualTo("corrected");
        assertThat(corrected.at("/meta/versionId").asText()).isEqualTo("2");

        intake.accept(first, report(first), Delivery.REPLAY);
        assertThat(only("Observation", accession, "PLT")
                        .at("/valueQuantity/value")
                        .asInt())
                .isEqualTo(199);
    }

    @Test
    void aRerunIsAResultOfItsOwn() {
        String accession = accession();
        accept(XnMessages.of(accession).result("PLT", "99", "10*3/uL", "L", "F"), Delivery.FIRST);
        accept(
                XnMessages.of(accession).measuredAt("20240627141000").result("PLT", "101", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(results(accession, "PLT")).hasSize(2);
    }

    @Test
    void anUnknownCodeIsStoredUnderItsOwnNameAndShown() {
        String accession = accession();
        registered(accession, "MRN-3");

        Receipt receipt =
                accept(XnMessages.of(accession).result("NEWPARAM", "<0.01", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(reasons(receipt)).containsExactly(ReasonCode.UNMAPPED_CODE);
        JsonNode observation = only("Observation", accession, "NEWPARAM");
        assertThat(observation.at("/code/coding")).hasSize(1);
        assertThat(observation.at("/valueQuantity/comparator").asText()).isEqualTo("<");
    }

    @Test
    void whatIsStoredKeepsToTheProfilesItNames() {
        String accession = accession();
        registered(accession, "MRN-4");
        XnMessages message = XnMessages.of(accession)
                .result("WBC", "8.10", "10*3/uL", "N", "F")
                .result("PLT", "----", "10*3/uL", "", "F")
                .result("HGB", ">25.0", "g/dL", "H", "P")
                .result("Blasts/Abn_Lympho?", "140", "", "A", "F");
        accept(message, Delivery.FIRST);

        List<String> faults = new ArrayList<>();
        for (String type : List.of("Observation", "DiagnosticReport", "Provenance", "Device")) {
            JsonNode found = search(type + "?_count=500");
            found.path("entry").forEach(entry -> faults.addAll(errors(type, entry.path("resource"))));
        }
        assertThat(faults).isEmpty();
    }

    private List<String> errors(String type, JsonNode resource) {
        JsonNode outcome = server.post(type + "/$validate", resource.toString()).tree();
        List<String> errors = new ArrayList<>();
        outcome.path("issue").forEach(issue -> {
            if (List.of("error", "fatal").contains(issue.path("severity").asText())) {
                errors.add(type + "/" + resource.path("id").asText() + ": "
                        + issue.path("diagnostics").asText());
            }
        });
        return errors;
    }

    private Receipt accept(XnMessages message, Delivery delivery) {
        Transcript raw = transcript(message);
        return intake.accept(raw, report(raw), delivery);
    }

    private static Transcript transcript(XnMessages message) {
        return new Transcript(
                new TranscriptId(UlidCreator.getMonotonicUlid().toString()), XN, Instant.now(), message.bytes());
    }

    private static LabReport report(Transcript raw) {
        DeviceSettings settings =
                DeviceSettings.of(Instruments.installed().require("sysmex-xn"), ZoneId.of("Europe/Berlin"));
        return Instruments.installed().reader(XN, settings).read(raw).reports().get(0);
    }

    private static List<ReasonCode> reasons(Receipt receipt) {
        return receipt.findings().stream().map(Finding::reason).toList();
    }

    private static String accession() {
        return "T" + UUID.randomUUID().toString().substring(0, 12);
    }

    /** A patient with specimen and order under this number; returns the patient's id. */
    private String registered(String accession, String identifier) {
        Patient patient = new Patient();
        patient.addIdentifier().setSystem("urn:test:mrn").setValue(identifier);
        String id = server.create(patient).getIdElement().getIdPart();
        Specimen specimen = new Specimen();
        specimen.getAccessionIdentifier().setSystem("urn:test:accession").setValue(accession);
        specimen.setSubject(new Reference("Patient/" + id));
        order(accession, id, server.create(specimen).getIdElement().getIdPart());
        return id;
    }

    private void order(String accession, String patient, String specimen) {
        ServiceRequest order = new ServiceRequest();
        order.setStatus(ServiceRequestStatus.ACTIVE);
        order.setIntent(ServiceRequestIntent.ORDER);
        order.getRequisition().setSystem("urn:test:accession").setValue(accession);
        order.setSubject(new Reference("Patient/" + patient));
        if (specimen != null) {
            order.addSpecimen(new Reference("Specimen/" + specimen));
        }
        server.create(order);
    }

    private JsonNode search(String query) {
        return server.get(query + (query.contains("?") ? "&" : "?") + "_total=accurate", "Cache-Control", "no-cache")
                .tree();
    }

    private JsonNode only(String type, String accession, String code) {
        List<JsonNode> results = results(accession, code);
        assertThat(results).as(type + " " + code + " of " + accession).hasSize(1);
        return results.get(0);
    }

    // By the identifier of the result itself: works whether or not there is a patient.
    private List<JsonNode> results(String accession, String code) {
        List<JsonNode> found = new ArrayList<>();
        search("Observation?_count=500&code=" + code).path("entry").forEach(entry -> {
            if (entry.at("/resource/identifier/0/value").asText().contains("|" + accession + "|")) {
                found.add(entry.path("resource"));
            }
        });
        return found;
    }

    private int openTasks(String accession) {
        return search("Task?status=requested&identifier=" + accession)
                .path("total")
                .asInt();
    }

    private int versions() {
        return search("Observation/_history?_count=1").path("total").asInt();
    }
}
