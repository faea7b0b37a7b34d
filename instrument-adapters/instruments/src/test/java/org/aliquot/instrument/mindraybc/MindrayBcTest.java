package org.aliquot.instrument.mindraybc;

import static org.aliquot.instrument.Samples.onlyReport;
import static org.aliquot.instrument.Samples.result;
import static org.aliquot.instrument.Samples.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aliquot.instrument.HistogramPolicy;
import org.aliquot.instrument.ReadMessage;
import org.aliquot.instrument.ReadMessage.Answer;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.Samples;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.ControlMaterial.Purpose;
import org.aliquot.lab.Finding;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.junit.jupiter.api.Test;

public class MindrayBcTest {
    private static byte[] fixture(String name) {
        return Samples.fixture(MindrayBcTest.class, name);
    }

    private static Reading read(byte[] bytes) {
        return Samples.read(MindrayBc.KEY, bytes);
    }

    private static LabReport report(String fixture) {
        return onlyReport(read(fixture(fixture)));
    }

    private static Panel automated() {
        return report("count-and-manual.hl7").specimens().get(0).panels().get(0);
    }

    private static byte[] message(String header, String... segments) {
        return ("\u000bMSH|^~\\&|BC-5150|Mindray|||20260310101500||ORU^R01|7|" + header + "\r"
                        + String.join("\r", segments) + "\r\u001c\r")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static LabReport reportOf(String... segments) {
        return onlyReport(read(message("P|2.3.1", segments)));
    }

    @Test
    void thePatientIsStatedFieldByField() {
        assertThat(report("count-and-manual.hl7").specimens().get(0).patient())
                .contains(new StatedPatient(
                        Optional.of("MRN-0815"),
                        Optional.of("Beispiel"),
                        Optional.of("Ada"),
                        Optional.of(LocalDate.of(1979, 2, 3)),
                        Optional.of("Female"),
                        Optional.of("ICU 12"),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void theSpecimenIsTheFillersNumberWithItsTimes() {
        StatedSpecimen specimen =
                report("count-and-manual.hl7").specimens().get(0).specimen();
        assertThat(specimen.accession()).contains("26-000417");
        assertThat(specimen.type()).contains("BLDV");
        assertThat(specimen.collectedAt().map(ReportedTime::at))
                .contains(OffsetDateTime.parse("2026-03-10T08:00:00+01:00"));
        assertThat(specimen.receivedAt().map(ReportedTime::at))
                .contains(OffsetDateTime.parse("2026-03-10T09:30:00+01:00"));
    }

    @Test
    void aSixthFieldAfterReceiptIsTheTimeOfTheOrder() {
        LabReport report = report("two-patients.hl7");
        SpecimenReport third = report.specimens().get(2);
        assertThat(third.specimen().collectedAt()).isEmpty();
        assertThat(third.panels().get(0).orderedAt().map(ReportedTime::at))
                .contains(OffsetDateTime.parse("2026-03-10T12:00:00+01:00"));
    }

    @Test
    void measurementsKeepDigitsUnitsAndRepeatedFlags() {
        LabReport report = report("count-and-manual.hl7");
        assertThat(automated().results().stream()
                        .map(r -> r.sequence() + " " + r.test().text().orElse("-") + " " + shown(r)))
                .containsExactly(
                        "OBX|7 WBC 11.40 10*9/L [H, A] FINAL",
                        "OBX|8 HGB 109 g/L [L, N] FINAL",
                        "OBX|9 HCT 0.330 - [L] FINAL",
                        "OBX|10 BAS# absent:unknown 10*9/L [] FINAL",
                        "OBX|11 PLT absent:error 10*9/L [] FINAL",
                        "OBX|12 RBC absent:not-a-number 10*12/L [] FINAL",
                        "OBX|13 PCT 0.212 % [N] FINAL",
                        "OBX|14 MPV <7.0 fL [<] FINAL",
                        "OBX|15 WBC 11.60 10^9/L [H] FINAL",
                        "OBX|16 MCV high fL [] FINAL");
        TestResult hemoglobin = result(automated(), "HGB");
        assertThat(hemoglobin.edited()).isTrue();
        assertThat(hemoglobin.test()).isEqualTo(new TestCode("718-7", Optional.of("HGB"), Optional.of("LN")));
        assertThat(hemoglobin.referenceRange().orElseThrow().text()).isEqualTo("110-150");
        assertThat(result(automated(), "WBC").edited()).isFalse();
        assertThat(result(automated(), "MCV").comments()).containsExactly("seen by eye");
        assertThat(report.findings())
                .extracting(Finding::record)
                .containsExactly(Optional.of("OBX|16"), Optional.of("OBX|21"));
    }

    @Test
    void modesAreContextAndMessagesAreFlags() {
        assertThat(automated().context().stream().map(c -> c.about().text().orElse("-") + "=" + c.value()))
                .containsExactly(
                        "Take Mode=A",
                        "Blood Mode=W",
                        "Test Mode=CBC+DIFF",
                        "Ref Group=Woman",
                        "Age=47 yr",
                        "Remark=fasting",
                        "WBC Histogram. Left Line=12");
        assertThat(automated().suspectFlags().stream()
                        .map(flag -> flag.test().text().orElse("-") + " " + flag.raised()))
                .containsExactly("Anemia true", "WBC Left Shift? false");
    }

    @Test
    void aDamagedPictureCostsNothingButItself() {
        List<Attachment> pictures = automated().attachments();
        assertThat(pictures).hasSize(2);
        assertThat(pictures.get(0).mediaType()).contains("image/png");
        assertThat(new String(pictures.get(0).data().orElseThrow(), StandardCharsets.ISO_8859_1))
                .endsWith("PNG invented");
        assertThat(pictures.get(1).mediaType()).contains("image/bmp");
        assertThat(pictures.get(1).data()).isEmpty();
    }

    @Test
    void picturesAreDroppedByPolicyWithoutAFinding() {
        LabReport report = onlyReport(Samples.read(
                MindrayBc.KEY,
                fixture("count-and-manual.hl7"),
                Samples.settings(MindrayBc.KEY).with(HistogramPolicy.DROP)));
        Panel panel = report.specimens().get(0).panels().get(0);
        assertThat(panel.attachments()).isEmpty();
        assertThat(panel.context()).hasSize(6);
        assertThat(report.findings()).hasSize(1);
    }

    @Test
    void aManualCountIsAPanelOfItsOwnOnTheSameSpecimen() {
        LabReport report = report("count-and-manual.hl7");
        assertThat(report.specimens()).hasSize(1);
        List<Panel> panels = report.specimens().get(0).panels();
        assertThat(panels.stream().map(panel -> panel.code().flatMap(TestCode::text)))
                .containsExactly(Optional.of("Automated Count"), Optional.of("Manual Count"));
        assertThat(panels.get(1).results().stream().map(r -> shown(r.value()))).containsExactly("61.0", "0.0");
        assertThat(panels.get(0).operator()).contains("tech1");
        assertThat(panels.get(0).measuredAt().map(ReportedTime::at))
                .contains(OffsetDateTime.parse("2026-03-10T10:12:03+01:00"));
    }

    @Test
    void qualityControlNeverBecomesASpecimen() {
        LabReport report = report("quality-control.hl7");
        assertThat(report.specimens()).isEmpty();
        assertThat(report.controls().get(0).material())
                .isEqualTo(new ControlMaterial(
                        Purpose.QUALITY_CONTROL, "6", Optional.empty(), Optional.of("LOT-4711"), Optional.of("M")));
        assertThat(shown(report.controls().get(0).panels().get(0).results().get(0)))
                .isEqualTo("7.10 10*9/L [] FINAL");
    }

    @Test
    void eachSignOfQualityControlIsEnough() {
        String pid = "PID|1||LOT-1^^^^MR";
        String count = "OBR|1||26-1|00001^Automated Count^99MRC";
        String wbc = "OBX|1|NM|6690-2^WBC^LN||7.10|10*9/L||||||F";
        for (String header : List.of("Q|2.3.1", "T|2.3.1", "D|2.3.1", "P|2.3.1||||2", "P|2.3.1||||1")) {
            LabReport report = onlyReport(read(message(header, pid, count, wbc)));
            assertThat(report.specimens()).as(header).isEmpty();
            assertThat(report.controls().get(0).material().purpose())
                    .as(header)
                    .isEqualTo(
                            header.endsWith("1") && header.contains("||||")
                                    ? Purpose.CALIBRATION
                                    : Purpose.QUALITY_CONTROL);
        }
        for (String order : List.of(
                "OBR|1||6|00003^LJ QCR^99MRC",
                "OBR|1||6|00008^XR QCR Mean^99MRC",
                "OBR|1||6|01003^LJ QCR^99MRC",
                "OBR|1||6|^QC result",
                "OBR|1||QC-31|00001^Automated Count^99MRC")) {
            assertThat(reportOf(pid, order, wbc).specimens()).as(order).isEmpty();
        }
        for (String header : List.of("P|2.3.1", "P|2.3.1||||0", "|2.3.1", "P|2.3.1||||AL")) {
            assertThat(onlyReport(read(message(header, pid, count, wbc))).specimens())
                    .as(header)
                    .hasSize(1);
        }
    }

    @Test
    void resultsStayWithTheirOwnSpecimenAndPatient() {
        LabReport report = report("two-patients.hl7");
        assertThat(report.specimens().stream()
                        .map(s -> s.patient().flatMap(StatedPatient::id).orElse("-") + " "
                                + s.specimen().accession().orElse("-") + " "
                                + shown(s.panels().get(0).results().get(0).value())))
                .containsExactly("A-1 26-1 4.00", "B-2 26-2 5.00", "B-2 26-3 6.00");
        assertThat(report.specimens().get(1).patient().orElseThrow().comments()).containsExactly("dialysis");
        assertThat(report.specimens().get(0).patient().orElseThrow().ward()).isEmpty();
    }

    @Test
    void statusIsNeverAssumedFinal() {
        LabReport report = report("two-patients.hl7");
        Panel panel = report.specimens().get(2).panels().get(0);
        assertThat(panel.results().stream().map(TestResult::status))
                .containsExactly(ResultStatus.PRELIMINARY, ResultStatus.UNKNOWN, ResultStatus.UNKNOWN);
        assertThat(report.findings())
                .extracting(Finding::reason)
                .containsExactly(ReasonCode.UNMAPPED_VALUE, ReasonCode.UNMAPPED_VALUE);
    }

    @Test
    void anObservationBeforeItsOrderStopsTheMessage() {
        ReadMessage message =
                read(fixture("observation-before-order.hl7")).messages().get(0);
        assertThat(message.report()).isEmpty();
        assertThat(message.answer()).isEqualTo(Answer.ERROR);
        assertThat(message.controlId()).contains("41");
        assertThat(message.answerText()).contains("mindray-bc/bench-2").contains("OBX|1");
    }

    @Test
    void aQueryForOrdersIsRejectedInPlainWords() {
        ReadMessage message = read(fixture("order-query.hl7")).messages().get(0);
        assertThat(message.answer()).isEqualTo(Answer.REJECT);
        assertThat(message.faults().get(0).finding().reason()).isEqualTo(ReasonCode.UNSUPPORTED_MESSAGE);
        assertThat(message.answerText()).contains("host query");
    }

    @Test
    void anUnfinishedBlockIsNotFiledAndTheNextOneIs() {
        byte[] whole = fixture("two-patients.hl7");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes("noise".getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(whole);
        both.writeBytes(fixture("observation-before-order.hl7"));
        both.writeBytes(whole);
        both.writeBytes(Arrays.copyOf(whole, whole.length - 30));
        Reading reading = read(both.toByteArray());
        assertThat(reading.reports()).hasSize(2);
        assertThat(reading.reports().get(0).id())
                .isEqualTo(reading.reports().get(1).id());
        assertThat(reading.faults())
                .extracting(fault -> fault.finding().reason())
                .contains(ReasonCode.UNREADABLE_RECORD, ReasonCode.MESSAGE_INCOMPLETE, ReasonCode.UNEXPECTED_BYTES);
        assertThat(reading.messages().get(3).answer()).isEqualTo(Answer.ERROR);
    }

    @Test
    void structuredAndCodedAndUntypedValuesAreRead() {
        Panel panel = reportOf(
                        "OBR|1||26-1",
                        "OBX|1|SN|A^A^L||>^250|mg/L|||||F",
                        "OBX|2|CE|B^B^L||POS^Positive^L||||||F",
                        "OBX|3||C^C^L||<0.5|mg/L|<5.0|N|||F",
                        "OBX|4|ST|D^D^L||see slide||||||F",
                        "OBX|5|NM|E^E^L||\"\"||||||F")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(panel.results().stream().map(r -> shown(r.value())))
                .containsExactly(
                        ">250",
                        "Coded[answers=[Answer[codes=[TestCode[code=POS, text=Optional[Positive], system=Optional[L]]],"
                                + " words=Optional.empty]]]",
                        "<0.5",
                        "see slide",
                        "absent:unknown");
        assertThat(result(panel, "C").referenceRange().orElseThrow().high()).isPresent();
    }

    @Test
    void theSpecimenNumberMayStandInThePlacersField() {
        SpecimenReport specimen = reportOf("PID|1||5", "OBR|1|26-9", "OBX|1|NM|6690-2^WBC^LN||7.10|10*9/L||||||F")
                .specimens()
                .get(0);
        assertThat(specimen.specimen().accession()).contains("26-9");
    }

    @Test
    void aValueWithoutATestStopsTheMessageRatherThanVanish() {
        Reading reading = read(message("P|2.3.1", "OBR|1||26-9", "OBX|1|NM|||7.10|10*9/L||||||F"));
        assertThat(reading.reports()).isEmpty();
        assertThat(reading.faults().get(0).finding().record()).contains("OBX|1");
    }

    private static byte[] from(String application, String facility) {
        return ("MSH|^~\\&|" + application + "|" + facility + "|||20260310101500||ORU^R01|7|P|2.3.1\r"
                        + "OBR|1||26-9\rOBX|1|NM|6690-2^WBC^LN||7.10|10*9/L||||||F\r")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anotherInstrumentOnTheConnectionWaitsInQuarantine() {
        for (String sender : List.of(
                "GeneXpert^1|Cepheid",
                "cobas pro|",
                "|H30 Lab",
                "Mindray|BS-480",
                "CL-1200i|Mindray",
                "BCX|",
                "XN-550|")) {
            Reading reading = read(from(sender.split("\\|", -1)[0], sender.split("\\|", -1)[1]));
            assertThat(reading.reports()).as(sender).isEmpty();
            assertThat(reading.faults().get(0).finding().reason()).isEqualTo(ReasonCode.UNKNOWN_INSTRUMENT);
            assertThat(reading.messages().get(0).answer()).isEqualTo(Answer.REJECT);
        }
    }

    @Test
    void theFamilyIsKnownByModelOrMakerOrSaysNothing() {
        for (String sender : List.of(
                "|",
                "BC-5380|Mindray",
                "BC 30s|",
                "bc6800|Ward 3",
                "Mindray BC-5000Vet|",
                "Mindray|Hospital",
                "CAL 8000|")) {
            assertThat(read(from(sender.split("\\|", -1)[0], sender.split("\\|", -1)[1]))
                            .reports())
                    .as(sender)
                    .hasSize(1);
        }
    }

    @Test
    void aCounterUnderAnotherNameIsReadWhereTheLaboratorySaysSo() {
        byte[] rebranded = from("H30_Pro^5295", "EDANLAB");
        assertThat(read(rebranded).reports()).isEmpty();
        assertThat(Samples.read(
                                MindrayBc.KEY,
                                rebranded,
                                Samples.settings(MindrayBc.KEY).withSenders("H30.*"))
                        .reports())
                .hasSize(1);
        assertThat(Samples.read(
                                MindrayBc.KEY,
                                rebranded,
                                Samples.settings(MindrayBc.KEY).withSenders("H30"))
                        .reports())
                .as("the whole name counts")
                .isEmpty();
    }

    @Test
    void anOrderWithoutResultsIsNoReport() {
        LabReport report = reportOf("PID|1||5", "OBR|1||26-9||||||||||||||||||||||F", "OBR|2||26-10");
        assertThat(report.specimens()).isEmpty();
        assertThat(report.controls()).isEmpty();
        assertThat(report.findings())
                .extracting(Finding::record)
                .containsExactly(Optional.of("OBR|1"), Optional.of("OBR|2"));
        assertThat(report.findings()).allMatch(finding -> finding.message().contains("order without results"));

        Panel cancelled = reportOf("PID|1||5", "OBR|1||26-9||||||||||||||||||||||X")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(cancelled.status()).isEqualTo(ResultStatus.CANCELLED);
    }

    @Test
    void messagesAloneAreNoFinalReport() {
        Panel panel = reportOf("OBR|1||26-9||||||||||||||||||||||F", "OBX|1|IS|12014^Anemia^99MRC||T||||||F")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(panel.suspectFlags()).hasSize(1);
        assertThat(panel.status()).isEqualTo(ResultStatus.UNKNOWN);
    }

    @Test
    void theZoneOfTheHeaderIsTheMessagesDefault() {
        LabReport report = onlyReport(read(("MSH|^~\\&|BC-5150|Mindray|||20260310101500+0500||ORU^R01|7|P|2.3.1\r"
                        + "OBR|1||26-9||||20260310100000\r"
                        + "OBX|1|NM|6690-2^WBC^LN||7.10|10*9/L|||||F|||20260310100100+0100\r")
                .getBytes(StandardCharsets.US_ASCII)));
        Panel panel = report.specimens().get(0).panels().get(0);
        assertThat(panel.measuredAt().orElseThrow().at()).isEqualTo(OffsetDateTime.parse("2026-03-10T10:00:00+05:00"));
        assertThat(panel.results().get(0).measuredAt().orElseThrow().at())
                .as("a time that names its own zone keeps it")
                .isEqualTo(OffsetDateTime.parse("2026-03-10T10:01:00+01:00"));
        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).message()).contains("MSH-7 states another zone (+05:00)");
    }

    @Test
    void aCancelledTestWasNotPerformed() {
        Panel panel = reportOf("OBR|1||26-9", "OBX|1|NM|6690-2^WBC^LN|||10*9/L|||||X")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(shown(panel.results().get(0))).isEqualTo("absent:not-performed 10*9/L [] CANCELLED");
    }

    @Test
    void aResultPostedAsWrongOrDeletedKeepsNoUsableValue() {
        Panel panel = reportOf(
                        "OBR|1||26-9",
                        "OBX|1|NM|6690-2^WBC^LN||7.10|10*9/L|||||W",
                        "OBX|2|NM|718-7^HGB^LN||134|g/L|||||D",
                        "OBX|3|NM|718-7^HGB^LN|||g/L|||||D")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(panel.results().stream().map(Samples::shown))
                .containsExactly(
                        "absent:error 10*9/L [] ENTERED_IN_ERROR",
                        "absent:error g/L [] ENTERED_IN_ERROR",
                        "absent:error g/L [] ENTERED_IN_ERROR");
        assertThat(panel.results().get(0).value())
                .isEqualTo(new ResultValue.Absent(ResultValue.AbsentReason.ERROR, Optional.of("7.10")));
        assertThat(panel.status()).isEqualTo(ResultStatus.ENTERED_IN_ERROR);
    }

    @Test
    void finalWithoutItsValueIsAStatusAlone() {
        Panel panel = reportOf(
                        "OBR|1||26-9", "OBX|1|NM|6690-2^WBC^LN|||10*9/L|||||U", "OBX|2|NM|718-7^HGB^LN||134|g/L|||||U")
                .specimens()
                .get(0)
                .panels()
                .get(0);

        assertThat(panel.results().stream().map(Samples::shown))
                .containsExactly("absent:unknown 10*9/L [] CONFIRMED", "134 g/L [] FINAL");
    }

    @Test
    void aCancelledResultDoesNotCancelWhatIsMadeFinalBesideIt() {
        Panel panel = reportOf(
                        "OBR|1||26-9", "OBX|1|NM|718-7^HGB^LN|||g/L|||||X", "OBX|2|NM|6690-2^WBC^LN|||10*9/L|||||U")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(panel.status()).isEqualTo(ResultStatus.CONFIRMED);
    }

    @Test
    void notesOnMessagesStayWithThePanel() {
        Panel panel = reportOf("OBR|1||26-9", "OBX|1|IS|12014^Anemia^99MRC||T||||||F", "NTE|1||known")
                .specimens()
                .get(0)
                .panels()
                .get(0);
        assertThat(panel.comments()).containsExactly("known");
    }

    @Test
    void theMedicalRecordNumberIsTakenAmongSeveral() {
        SpecimenReport specimen = reportOf(
                        "PID|1||111^^^^PI~222^^^^MR||A^B", "OBR|1||26-9", "OBX|1|NM|6690-2^WBC^LN||7.10|10*9/L|||||F")
                .specimens()
                .get(0);
        assertThat(specimen.patient().orElseThrow().id()).contains("222");
    }
}
