package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** From bytes to stored resources, with the real mapping, ingest and database; only the socket is left out. */
@WithServer
class IntakeTest {
    private final TestServer server;
    private final IntakeBench bench;

    IntakeTest(TestServer server) {
        this.server = server;
        this.bench = new IntakeBench(server);
    }

    @Test
    void resultsOfARegisteredSpecimenAreThePatients() {
        String accession = IntakeBench.accession();
        String patient = bench.registered(accession, "MRN-1");

        Receipt receipt = bench.accept(
                XnMessages.of(accession).patient("MRN-1").result("WBC", "8.10", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(receipt).isInstanceOf(Receipt.Stored.class);
        assertThat(receipt.findings()).isEmpty();
        JsonNode found = bench.search("Observation?patient=" + patient + "&code=http://loinc.org%7C6690-2");
        assertThat(found.path("total").asInt()).isEqualTo(1);
        JsonNode observation = found.at("/entry/0/resource");
        assertThat(server.get("Observation/" + observation.path("id").asText()).body())
                .contains("\"value\":8.10,");
        assertThat(observation.at("/valueQuantity/code").asText()).isEqualTo("10*3/uL");
        assertThat(observation.at("/basedOn/0/reference").asText()).startsWith("ServiceRequest/");
        assertThat(bench.search("DiagnosticReport?patient=" + patient + "&_include=DiagnosticReport:result")
                        .path("entry"))
                .hasSize(3);
    }

    @Test
    void theSameMessageAgainStoresNothing() {
        XnMessages message = XnMessages.of(IntakeBench.accession()).result("HGB", "12.4", "g/dL", "N", "F");
        bench.accept(message, Delivery.FIRST);
        int versions = bench.versions();

        assertThat(bench.accept(message, Delivery.FIRST)).isInstanceOf(Receipt.Duplicate.class);
        assertThat(bench.versions()).isEqualTo(versions);
    }

    @Test
    void anUnknownNumberKeepsItsResultsWithoutAPatientAndAsksAPerson() {
        String accession = IntakeBench.accession();

        Receipt receipt = bench.accept(
                XnMessages.of(accession).patient("MRN-GUESS").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.UNMATCHED_SPECIMEN);
        JsonNode observation = bench.only("Observation", accession, "WBC");
        assertThat(observation.at("/subject/reference").isMissingNode()).isTrue();
        assertThat(bench.search("Patient?identifier=MRN-GUESS").path("total").asInt())
                .isZero();
        assertThat(bench.openTasks(accession)).isEqualTo(1);
    }

    @Test
    void aNumberOfTwoPatientsIsNobodys() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-A");
        bench.registered(accession, "MRN-B");

        Receipt receipt =
                bench.accept(XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.AMBIGUOUS_SPECIMEN);
        assertThat(bench.only("Observation", accession, "WBC")
                        .at("/subject/reference")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anotherPatientThanTheOrdersIsAMismatch() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-RIGHT");

        Receipt receipt = bench.accept(
                XnMessages.of(accession).patient("MRN-WRONG").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.PATIENT_MISMATCH);
        assertThat(bench.only("Observation", accession, "WBC")
                        .at("/subject/reference")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anotherNameWithoutANumberIsAMismatch() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-NAMED", "Muster", "Erika", "1980-02-03");

        Receipt receipt = bench.accept(
                XnMessages.of(accession).named("Otto^Other", "").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.PATIENT_MISMATCH);
    }

    @Test
    void mixedUpNamesOfTheSamePersonAreNoMismatch() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-NAMED", "Muster", "Erika", "1980-02-03");

        Receipt receipt = bench.accept(
                XnMessages.of(accession).named("MUSTER^E", "19800203").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(receipt.findings()).isEmpty();
    }

    @Test
    void anOrderNumberOfAnotherSystemIsNoAccessionNumber() {
        String accession = IntakeBench.accession();
        bench.orderNumbered(accession, "PLAC");

        Receipt receipt =
                bench.accept(XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.UNMATCHED_SPECIMEN);
    }

    @Test
    void aNumberTheAnalyzerMadeUpIsNotLookedUp() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-1");

        Receipt receipt = bench.accept(
                XnMessages.of(accession).numberEnteredBy("A").result("WBC", "8.1", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.UNMATCHED_SPECIMEN);
    }

    @Test
    void twoOrdersOfOnePatientAreBothLinkedAndShown() {
        String accession = IntakeBench.accession();
        String patient = bench.registered(accession, "MRN-2");
        bench.order(accession, patient, null);

        Receipt receipt =
                bench.accept(XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.AMBIGUOUS_SPECIMEN);
        JsonNode observation = bench.only("Observation", accession, "WBC");
        assertThat(observation.at("/subject/reference").asText()).isEqualTo("Patient/" + patient);
        assertThat(observation.path("basedOn")).hasSize(2);
    }

    @Test
    void aReplayAfterRegistrationFindsThePatientAndEndsTheTask() {
        String accession = IntakeBench.accession();
        XnMessages message = XnMessages.of(accession).result("WBC", "8.1", "10*3/uL", "N", "F");
        LabReport report = IntakeBench.report(IntakeBench.transcript(message));
        bench.accept(IntakeBench.transcript(message), report, Delivery.FIRST);
        String before = bench.only("Observation", accession, "WBC").path("id").asText();
        String patient = bench.registered(accession, "MRN-LATE");

        Receipt receipt = bench.accept(IntakeBench.transcript(message), report, Delivery.REPLAY);

        assertThat(receipt.findings()).isEmpty();
        JsonNode observation = bench.only("Observation", accession, "WBC");
        assertThat(observation.path("id").asText()).isEqualTo(before);
        assertThat(observation.at("/subject/reference").asText()).isEqualTo("Patient/" + patient);
        assertThat(bench.openTasks(accession)).isZero();
    }

    @Test
    void aCorrectionIsANewVersionAndAnOldReplayDoesNotUndoIt() {
        String accession = IntakeBench.accession();
        Transcript first = IntakeBench.transcript(XnMessages.of(accession).result("PLT", "99", "10*3/uL", "L", "F"));
        bench.accept(first, IntakeBench.report(first), Delivery.FIRST);
        Transcript second = IntakeBench.transcript(XnMessages.of(accession).result("PLT", "199", "10*3/uL", "N", "F"));
        bench.accept(second, IntakeBench.report(second), Delivery.FIRST);

        JsonNode corrected = bench.only("Observation", accession, "PLT");
        assertThat(corrected.at("/valueQuantity/value").asInt()).isEqualTo(199);
        assertThat(corrected.path("status").asText()).isEqualTo("corrected");
        assertThat(corrected.at("/meta/versionId").asText()).isEqualTo("2");

        bench.accept(first, IntakeBench.report(first), Delivery.REPLAY);
        assertThat(bench.only("Observation", accession, "PLT")
                        .at("/valueQuantity/value")
                        .asInt())
                .isEqualTo(199);
    }

    @Test
    void aRerunIsAResultOfItsOwn() {
        String accession = IntakeBench.accession();
        bench.accept(XnMessages.of(accession).result("PLT", "99", "10*3/uL", "L", "F"), Delivery.FIRST);
        bench.accept(
                XnMessages.of(accession).measuredAt("20240627141000").result("PLT", "101", "10*3/uL", "N", "F"),
                Delivery.FIRST);

        assertThat(bench.results(accession, "PLT")).hasSize(2);
    }

    @Test
    void anUnknownCodeIsStoredUnderItsOwnNameAndShown() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-3");

        Receipt receipt =
                bench.accept(XnMessages.of(accession).result("NEWPARAM", "<0.01", "10*3/uL", "N", "F"), Delivery.FIRST);

        assertThat(IntakeBench.reasons(receipt)).containsExactly(ReasonCode.UNMAPPED_CODE);
        JsonNode observation = bench.only("Observation", accession, "NEWPARAM");
        assertThat(observation.at("/code/coding")).hasSize(1);
        assertThat(observation.at("/valueQuantity/comparator").asText()).isEqualTo("<");
    }

    @Test
    void whatIsStoredKeepsToTheProfilesItNames() {
        String accession = IntakeBench.accession();
        bench.registered(accession, "MRN-4");
        XnMessages message = XnMessages.of(accession)
                .result("WBC", "8.10", "10*3/uL", "N", "F")
                .result("PLT", "----", "10*3/uL", "", "F")
                .result("HGB", ">25.0", "g/dL", "H", "P")
                .result("Blasts/Abn_Lympho?", "140", "", "A", "F");
        bench.accept(message, Delivery.FIRST);

        List<String> faults = new ArrayList<>();
        for (String type : List.of("Observation", "DiagnosticReport", "Provenance", "Device")) {
            // The last ones are these; all that other tests left take a minute.
            JsonNode found = bench.search(type + "?_sort=-_lastUpdated&_count=50");
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
}
