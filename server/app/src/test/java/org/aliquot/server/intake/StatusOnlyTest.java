package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** OBX-11 = U: "change to final without retransmitting results already sent as preliminary" (HL7 table 0085). */
@WithServer
class StatusOnlyTest {
    private final IntakeBench bench;
    private final String accession = IntakeBench.accession();

    StatusOnlyTest(TestServer server) {
        this.bench = new IntakeBench(server);
    }

    @Test
    void theStoredValueBecomesFinal() {
        first(BcMessages.of(accession).wbc("4.6", "P"));

        Receipt receipt =
                first(BcMessages.of(accession).sentAt("20240627143000").wbc("", "U"));

        assertThat(receipt).isInstanceOf(Receipt.Stored.class);
        JsonNode wbc = bench.only("Observation", accession, "6690-2");
        assertThat(wbc.path("status").asText()).isEqualTo("final");
        assertThat(wbc.at("/valueQuantity/value").asDouble()).isEqualTo(4.6);
        assertThat(wbc.has("dataAbsentReason")).isFalse();
        assertThat(bench.search("DiagnosticReport?identifier=" + accession)
                        .at("/entry/0/resource/status")
                        .asText())
                .isEqualTo("final");
    }

    @Test
    void whereNoValueIsStoredTheMessageWaitsAndCanBeReplayed() {
        Transcript preliminary = IntakeBench.transcript(BcMessages.of(accession).wbc("4.6", "P"));
        Transcript confirmation = IntakeBench.transcript(
                BcMessages.of(accession).sentAt("20240627143000").wbc("", "U"));

        Receipt receipt = bench.accept(confirmation, Delivery.FIRST);

        assertThat(receipt).isInstanceOf(Receipt.Quarantined.class);
        assertThat(IntakeBench.reasons(receipt)).contains(ReasonCode.MISSING_VALUE);
        assertThat(bench.results(accession, "6690-2")).isEmpty();

        // It waited in quarantine itself, for a setting to be mended.
        bench.accept(preliminary, Delivery.REPLAY);
        bench.accept(confirmation, Delivery.REPLAY);
        assertThat(bench.only("Observation", accession, "6690-2").path("status").asText())
                .isEqualTo("final");
    }

    @Test
    void aPreliminaryResultWithoutAValueDoesNotBecomeFinal() {
        first(BcMessages.of(accession).wbc("", "P"));

        Receipt receipt =
                first(BcMessages.of(accession).sentAt("20240627143000").wbc("", "U"));

        assertThat(receipt).isInstanceOf(Receipt.Quarantined.class);
        assertThat(bench.only("Observation", accession, "6690-2").path("status").asText())
                .isEqualTo("preliminary");
    }

    @Test
    void whatWasWithdrawnDoesNotComeBack() {
        first(BcMessages.of(accession).wbc("4.6", "P"));
        first(BcMessages.of(accession).sentAt("20240627142000").wbc("4.6", "W"));

        Receipt receipt =
                first(BcMessages.of(accession).sentAt("20240627143000").wbc("", "U"));

        assertThat(IntakeBench.reasons(receipt)).contains(ReasonCode.NOT_OVERWRITTEN);
        assertThat(bench.only("Observation", accession, "6690-2").path("status").asText())
                .isEqualTo("entered-in-error");
    }

    @Test
    void anotherPatientsPreliminaryResultIsNotConfirmed() {
        first(BcMessages.of(accession).patient("S-1").wbc("4.6", "P"));

        Receipt receipt = first(
                BcMessages.of(accession).patient("S-2").sentAt("20240627143000").wbc("", "U"));

        assertThat(receipt).isInstanceOf(Receipt.Quarantined.class);
        assertThat(bench.results(accession, "6690-2"))
                .extracting(result -> result.path("status").asText())
                .isEqualTo(List.of("preliminary"));
    }

    private Receipt first(BcMessages message) {
        return bench.accept(message, Delivery.FIRST);
    }
}
