package org.aliquot.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink.Delivery;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Instruments;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.junit.jupiter.api.Test;

/** What a later message, a repeat or a replay may change of what is stored, and what it may not. */
@WithServer
class RepeatedMessagesTest {
    private final TestServer server;
    private final IntakeBench bench;
    private final String accession = IntakeBench.accession();

    RepeatedMessagesTest(TestServer server) {
        this.server = server;
        this.bench = new IntakeBench(server);
    }

    @Test
    void anEarlierTextWithoutATimeIsLeftToAPerson() {
        first(wbc("5.00"));
        first(wbc("9.00"));

        // An edit that was taken back, or the first message sent once more: nothing in it tells.
        Receipt again = first(wbc("5.00"));

        assertThat(IntakeBench.reasons(again)).contains(ReasonCode.NOT_OVERWRITTEN);
        JsonNode now = bench.only("Observation", accession, "WBC");
        assertThat(now.at("/valueQuantity/value").asDouble()).isEqualTo(9.0);
        assertThat(now.at("/meta/versionId").asText()).isEqualTo("2");
    }

    @Test
    void aReplayOfARepeatIsAsOldAsTheFirstMessage() {
        first(wbc("5.00"));
        first(wbc("9.00"));
        Transcript repeat = IntakeBench.transcript(wbc("5.00"));
        bench.accept(repeat, Delivery.FIRST);

        Receipt replay = bench.accept(repeat, Delivery.REPLAY);

        assertThat(IntakeBench.reasons(replay)).contains(ReasonCode.NOT_OVERWRITTEN);
        assertThat(first(wbc("5.00")).findings()).isNotEmpty();
        assertThat(bench.accept(repeat, Delivery.REPLAY).findings()).isNotEmpty();
        assertThat(value("WBC")).isEqualTo("9.0 corrected");
    }

    @Test
    void aMessageWithATimeOfItsOwnAgainIsARepeatWhateverCameSince() {
        BcMessages original = BcMessages.of(accession).wbc("4.60", "F");
        first(original);
        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.90", "C"));

        assertThat(first(original)).isInstanceOf(Receipt.Duplicate.class);
        assertThat(value("6690-2")).isEqualTo("4.9 corrected");
    }

    @Test
    void anOlderMessageInOtherBytesIsNotPutOverACorrection() {
        first(BcMessages.of(accession).wbc("4.60", "F"));
        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.90", "C"));

        Receipt older = first(BcMessages.of(accession).control("9").wbc("4.60", "F"));

        assertThat(IntakeBench.reasons(older)).contains(ReasonCode.NOT_OVERWRITTEN);
        assertThat(value("6690-2")).isEqualTo("4.9 corrected");
        assertThat(report().path("status").asText()).isEqualTo("corrected");
    }

    @Test
    void anOlderMessageThatSaysTheSameIsNothingToLookAt() {
        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.60", "F"));

        Receipt older = first(BcMessages.of(accession).wbc("4.60", "F"));

        assertThat(IntakeBench.reasons(older)).doesNotContain(ReasonCode.NOT_OVERWRITTEN);
        assertThat(bench.only("Observation", accession, "6690-2")
                        .at("/meta/versionId")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void whatAnOlderMessageAloneHasIsAddedToThePanel() {
        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.90", "F"));

        first(BcMessages.of(accession).wbc("4.60", "P").rbc("5.1", "F"));

        assertThat(value("6690-2")).isEqualTo("4.9 final");
        assertThat(value("789-8")).isEqualTo("5.1 final");
        assertThat(report().path("status").asText()).isEqualTo("final");
        assertThat(server.get(panelOf(report())).tree().path("hasMember")).hasSize(2);
    }

    @Test
    void aFinalResultDoesNotBecomePreliminaryAgain() {
        BcMessages preliminary = BcMessages.of(accession).wbc("4.60", "P");
        first(preliminary);
        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.70", "F"));

        assertThat(first(preliminary)).isInstanceOf(Receipt.Duplicate.class);
        Receipt later = first(BcMessages.of(accession).sentAt("20240627160000").wbc("4.60", "P"));

        assertThat(IntakeBench.reasons(later)).contains(ReasonCode.NOT_OVERWRITTEN);
        assertThat(value("6690-2")).isEqualTo("4.7 final");
        assertThat(report().path("status").asText()).isEqualTo("final");
        assertThat(server.get(panelOf(report())).tree().path("status").asText()).isEqualTo("final");
    }

    @Test
    void aPreliminaryResultThatIsNewOpensAFinalReport() {
        first(BcMessages.of(accession).wbc("4.60", "F"));

        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.60", "F").rbc("5.1", "P"));

        assertThat(report().path("status").asText()).isEqualTo("preliminary");
        assertThat(value("6690-2")).isEqualTo("4.6 final");
    }

    @Test
    void aReportIsFinalWhenTheLastOfItsResultsIs() {
        first(BcMessages.of(accession).wbc("4.60", "P").rbc("5.1", "P"));

        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.60", "F"));
        assertThat(value("6690-2")).isEqualTo("4.6 final");
        assertThat(report().path("status").asText()).isEqualTo("preliminary");
        assertThat(server.get(panelOf(report())).tree().path("status").asText()).isEqualTo("preliminary");

        first(BcMessages.of(accession).sentAt("20240627151000").rbc("5.1", "F"));
        assertThat(report().path("status").asText()).isEqualTo("final");
        assertThat(server.get(panelOf(report())).tree().path("status").asText()).isEqualTo("final");
    }

    @Test
    void aFinalResultReplacesAPreliminaryOneWhateverTheClockSays() {
        first(BcMessages.of(accession).sentAt("20240627150000").wbc("4.60", "P"));

        first(BcMessages.of(accession).sentAt("20240627140000").wbc("4.70", "F"));

        assertThat(value("6690-2")).isEqualTo("4.7 final");
        assertThat(report().path("status").asText()).isEqualTo("final");
    }

    @Test
    void aCorrectionThatComesLaterIsStored() {
        first(wbc("5.00").sentAt("20240627140000"));
        first(wbc("9.00").sentAt("20240627150000"));
        first(wbc("5.00").sentAt("20240627160000"));

        assertThat(value("WBC")).as("an edit taken back").isEqualTo("5.0 corrected");
    }

    @Test
    void aHandOverWhoseEndNobodyNotedTellsItsFindingsAgain() {
        Transcript raw = IntakeBench.transcript(wbc("5.00"));
        bench.accept(raw, IntakeBench.report(raw), Delivery.FIRST);

        Receipt again = bench.accept(raw, IntakeBench.report(raw), Delivery.FIRST);

        assertThat(IntakeBench.reasons(again)).containsExactly(ReasonCode.UNMATCHED_SPECIMEN);
        assertThat(bench.only("Observation", accession, "WBC")
                        .at("/meta/versionId")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void aResultThatAPersonMarkedEnteredInErrorDoesNotComeBack() {
        Transcript raw = IntakeBench.transcript(wbc("5.00"));
        bench.accept(raw, IntakeBench.report(raw), Delivery.FIRST);
        ObjectNode edited = (ObjectNode) bench.only("Observation", accession, "WBC");
        edited.put("status", "entered-in-error");
        String id = edited.path("id").asText();
        assertThat(server.put("Observation/" + id, edited.toString()).status()).isEqualTo(200);

        Receipt replay = bench.accept(raw, IntakeBench.report(raw), Delivery.REPLAY);

        assertThat(IntakeBench.reasons(replay)).contains(ReasonCode.NOT_OVERWRITTEN);
        assertThat(bench.only("Observation", accession, "WBC").path("status").asText())
                .isEqualTo("entered-in-error");
    }

    @Test
    void aReplayThatIsTooOldSaysSo() {
        Transcript old = IntakeBench.transcript(wbc("5.00"));
        bench.accept(old, IntakeBench.report(old), Delivery.FIRST);
        first(wbc("9.00"));

        Receipt replay = bench.accept(old, IntakeBench.report(old), Delivery.REPLAY);

        assertThat(IntakeBench.reasons(replay)).contains(ReasonCode.NOT_OVERWRITTEN);
        assertThat(bench.only("Observation", accession, "WBC")
                        .at("/valueQuantity/value")
                        .asDouble())
                .isEqualTo(9.0);
    }

    @Test
    void aCorrectionOfOneTestLeavesTheOthersInPanelAndReport() {
        first(wbc("5.00").result("PLT", "199", "10*3/uL", "N", "F"));

        first(XnMessages.of(accession).result("PLT", "205", "10*3/uL", "N", "C"));

        JsonNode report = report();
        assertThat(report.path("status").asText()).isEqualTo("corrected");
        assertThat(report.path("result")).hasSize(3);
        JsonNode panel = server.get(panelOf(report)).tree();
        assertThat(panel.path("hasMember")).hasSize(2);
        assertThat(panel.path("status").asText()).isEqualTo("corrected");
        assertThat(bench.only("Observation", accession, "WBC").path("status").asText())
                .isEqualTo("final");

        first(wbc("5.00").result("PLT", "205", "10*3/uL", "N", "F"));
        assertThat(report().path("status").asText())
                .as("once corrected, it stays so")
                .isEqualTo("corrected");
    }

    @Test
    void aReflexTestCompletesTheReportThatWaitedForIt() {
        first(XnMessages.of(accession).result("WBC", "8.10", "10*3/uL", "N", "P"));
        assertThat(report().path("status").asText()).isEqualTo("preliminary");

        first(XnMessages.of(accession)
                .result("WBC", "8.10", "10*3/uL", "N", "F")
                .later("RET%", "1.10", "%", "20240627135907"));

        assertThat(report().path("status").asText()).isEqualTo("final");
        assertThat(report().path("result")).hasSize(3);
        assertThat(server.get(panelOf(report())).tree().path("status").asText()).isEqualTo("final");
    }

    @Test
    void aRunReSentAsAControlDoesNotTouchThePatientsResult() {
        bench.registered(accession, "MRN-C");
        first(wbc("5.00"));

        first(wbc("7.77").control());

        List<JsonNode> patients = new ArrayList<>();
        for (JsonNode result : bench.results(accession, "WBC")) {
            if (result.at("/subject/reference").asText().startsWith("Patient/")) {
                patients.add(result);
            }
        }
        assertThat(patients).hasSize(1);
        assertThat(patients.get(0).at("/valueQuantity/value").asDouble()).isEqualTo(5.0);
        assertThat(patients.get(0).at("/meta/versionId").asText()).isEqualTo("1");
    }

    @Test
    void aTaskThatSomebodyTookUpIsNotAskedAgain() {
        first(wbc("5.00"));
        ObjectNode task =
                (ObjectNode) bench.search("Task?identifier=" + accession).at("/entry/0/resource");
        task.put("status", "in-progress");
        assertThat(server.put("Task/" + task.path("id").asText(), task.toString())
                        .status())
                .isEqualTo(200);

        first(wbc("9.00"));

        assertThat(bench.search("Task?identifier=" + accession)
                        .at("/entry/0/resource/status")
                        .asText())
                .isEqualTo("in-progress");
    }

    @Test
    void aReplayInTheRightZoneWithdrawsWhatTheWrongOneStored() {
        Transcript raw = IntakeBench.transcript(wbc("5.00"));
        bench.accept(raw, IntakeBench.report(raw), Delivery.FIRST);

        DeviceSettings mended =
                DeviceSettings.of(Instruments.installed().require("sysmex-xn"), ZoneId.of("Asia/Tokyo"));
        bench.accept(raw, IntakeBench.report(raw, mended), Delivery.REPLAY);

        assertThat(bench.results(accession, "WBC"))
                .extracting(result -> result.path("status").asText() + " "
                        + result.path("effectiveDateTime").asText())
                .containsExactlyInAnyOrder(
                        "entered-in-error 2024-06-27T13:54:07+02:00", "final 2024-06-27T13:54:07+09:00");
    }

    private XnMessages wbc(String value) {
        return XnMessages.of(accession).result("WBC", value, "10*3/uL", "N", "F");
    }

    private Receipt first(XnMessages message) {
        return bench.accept(message, Delivery.FIRST);
    }

    private Receipt first(BcMessages message) {
        return bench.accept(message, Delivery.FIRST);
    }

    private String value(String code) {
        JsonNode result = bench.only("Observation", accession, code);
        return result.at("/valueQuantity/value").asDouble() + " "
                + result.path("status").asText();
    }

    private JsonNode report() {
        JsonNode found = bench.search("DiagnosticReport?identifier=" + accession);
        assertThat(found.path("entry")).hasSize(1);
        return found.at("/entry/0/resource");
    }

    private String panelOf(JsonNode report) {
        for (JsonNode result : report.path("result")) {
            String reference = result.path("reference").asText();
            if (server.get(reference).tree().has("hasMember")) {
                return reference;
            }
        }
        throw new AssertionError("no panel in " + report);
    }
}
