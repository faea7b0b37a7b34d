package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** Two patients under one number, or under none, within one minute: no result takes the place of another's. */
@WithServer
class SharedNumbersTest {
    private final IntakeBench bench;
    private final String accession = IntakeBench.accession();
    private final String ada = "A" + UUID.randomUUID().toString().substring(0, 8);
    private final String bob = "B" + UUID.randomUUID().toString().substring(0, 8);

    SharedNumbersTest(TestServer server) {
        this.bench = new IntakeBench(server);
    }

    @Test
    void withoutANumberEachMessagesResultsAreItsOwn() {
        first(BcMessages.of("").patient(ada).wbc("4.60", "F"));
        first(BcMessages.of("").patient(bob).wbc("99.9", "F"));

        assertThat(wbcOf(ada)).extracting(SharedNumbersTest::value).containsExactly("4.6 final");
        assertThat(wbcOf(bob)).extracting(SharedNumbersTest::value).containsExactly("99.9 final");
        assertThat(tasksAbout(ada)).isEqualTo(1);
        assertThat(tasksAbout(bob)).isEqualTo(1);
    }

    @Test
    void withoutANumberTheSameMessageAgainStoresNothing() {
        BcMessages message = BcMessages.of("").patient(ada).wbc("4.60", "F");
        first(message);

        assertThat(first(message)).isInstanceOf(Receipt.Duplicate.class);
        assertThat(wbcOf(ada)).hasSize(1);
    }

    @Test
    void anotherPatientAndAnotherValueAreAnotherTube() {
        first(BcMessages.of(accession).patient(ada).wbc("4.60", "F"));

        Receipt second = first(BcMessages.of(accession).patient(bob).wbc("99.9", "F"));

        assertThat(IntakeBench.reasons(second)).contains(ReasonCode.PATIENT_MISMATCH);
        assertThat(wbcOf(ada)).extracting(SharedNumbersTest::value).containsExactly("4.6 final");
        assertThat(wbcOf(bob)).extracting(SharedNumbersTest::value).containsExactly("99.9 final");
        assertThat(bench.openTasks(accession)).isEqualTo(2);
    }

    @Test
    void correctionsGoToThePatientTheyName() {
        first(BcMessages.of(accession).patient(ada).wbc("4.60", "F"));
        first(BcMessages.of(accession).patient(bob).wbc("99.9", "F"));

        // Bob's is what Ada's is: that alone must not make it hers, nor hers his.
        first(BcMessages.of(accession).patient(bob).sentAt("20240627143000").wbc("4.60", "C"));
        first(BcMessages.of(accession).patient(ada).sentAt("20240627143100").wbc("4.70", "C"));

        assertThat(wbcOf(bob)).extracting(SharedNumbersTest::value).containsExactly("4.6 corrected");
        assertThat(wbcOf(ada)).extracting(SharedNumbersTest::value).containsExactly("4.7 corrected");
    }

    @Test
    void anotherPatientWithTheSameValueIsACorrectedNumber() {
        first(BcMessages.of(accession).patient(ada).wbc("4.60", "F"));

        Receipt moved = first(BcMessages.of(accession).patient(bob).wbc("4.60", "F"));

        assertThat(IntakeBench.reasons(moved)).doesNotContain(ReasonCode.PATIENT_MISMATCH);
        assertThat(wbcOf(ada)).isEmpty();
        assertThat(wbcOf(bob)).hasSize(1);
    }

    @Test
    void namesTellPatientsApartWhereNumbersAreNotSent() {
        first(BcMessages.of(accession).named("Example^Ada").wbc("4.60", "F"));

        first(BcMessages.of(accession).named("Sample^Bob").wbc("99.9", "F"));

        assertThat(bench.results(accession, "6690-2")).hasSize(1);
        assertThat(value(bench.results(accession, "6690-2").get(0))).isEqualTo("4.6 final");
        assertThat(bench.openTasks(accession)).isEqualTo(2);
    }

    @Test
    void aRegisteredPatientsResultIsNotTakenByWhomTheInstrumentNames() {
        String patient = bench.registered(accession, ada);
        first(BcMessages.of(accession).patient(ada).wbc("4.60", "F"));

        first(BcMessages.of(accession).patient(bob).wbc("99.9", "F"));

        JsonNode hers = bench.search("Observation?patient=" + patient + "&code=6690-2");
        assertThat(hers.path("entry")).hasSize(1);
        assertThat(value(hers.at("/entry/0/resource"))).isEqualTo("4.6 final");
        assertThat(wbcOf(bob)).extracting(SharedNumbersTest::value).containsExactly("99.9 final");
    }

    @Test
    void aReplayFindsItsOwnResultsAgain() {
        first(BcMessages.of(accession).patient(ada).wbc("4.60", "F"));
        Transcript raw =
                IntakeBench.transcript(BcMessages.of(accession).patient(bob).wbc("99.9", "F"));
        bench.accept(raw, Delivery.FIRST);

        Receipt replay = bench.accept(raw, Delivery.REPLAY);

        assertThat(replay).isInstanceOf(Receipt.Stored.class);
        assertThat(wbcOf(ada)).extracting(SharedNumbersTest::value).containsExactly("4.6 final");
        assertThat(wbcOf(bob)).extracting(SharedNumbersTest::value).containsExactly("99.9 final");
    }

    private Receipt first(BcMessages message) {
        return bench.accept(message, Delivery.FIRST);
    }

    // Nobody is registered: the subject is the number that the instrument states.
    private List<JsonNode> wbcOf(String patient) {
        List<JsonNode> found = new ArrayList<>();
        bench.search("Observation?_count=500&code=6690-2").path("entry").forEach(entry -> {
            if (entry.at("/resource/subject/identifier/value").asText().equals(patient)) {
                found.add(entry.path("resource"));
            }
        });
        return found;
    }

    private long tasksAbout(String patient) {
        List<String> reports = new ArrayList<>();
        bench.search("DiagnosticReport?_count=500").path("entry").forEach(entry -> {
            if (entry.at("/resource/subject/identifier/value").asText().equals(patient)) {
                reports.add("DiagnosticReport/" + entry.at("/resource/id").asText());
            }
        });
        return reports.stream()
                .filter(report -> bench.search("Task?status=requested&focus=" + report)
                                .path("total")
                                .asInt()
                        == 1)
                .count();
    }

    private static String value(JsonNode observation) {
        return observation.at("/valueQuantity/value").asDouble() + " "
                + observation.path("status").asText();
    }
}
