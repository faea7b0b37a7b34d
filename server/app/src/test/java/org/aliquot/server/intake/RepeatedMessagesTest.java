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
    void anEditTakenBackIsStoredThoughItsBytesWereStoredBefore() {
        first(wbc("5.00"));
        first(wbc("9.00"));

        assertThat(first(wbc("5.00"))).isInstanceOf(Receipt.Stored.class);

        JsonNode now = bench.only("Observation", accession, "WBC");
        assertThat(now.at("/valueQuantity/value").asDouble()).isEqualTo(5.0);
        assertThat(now.path("status").asText()).isEqualTo("corrected");
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
