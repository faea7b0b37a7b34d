package org.aliquot.instrument.sysmexxn;

import static org.aliquot.instrument.Samples.onlyPanel;
import static org.aliquot.instrument.Samples.onlyReport;
import static org.aliquot.instrument.Samples.result;
import static org.aliquot.instrument.Samples.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.aliquot.instrument.DecimalMark;
import org.aliquot.instrument.HistogramPolicy;
import org.aliquot.instrument.ReadMessage.Answer;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.Samples;
import org.aliquot.lab.ControlMaterial;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.Finding;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.SuspectFlag;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.junit.jupiter.api.Test;

public class SysmexXnTest {
    private static Reading read(String fixture) {
        return Samples.read(SysmexXn.KEY, Samples.fixture(SysmexXnTest.class, fixture));
    }

    private static LabReport report(String fixture) {
        return onlyReport(read(fixture));
    }

    private static String bare(String... records) {
        return "H|\\^&|||XN-1000^00-22^54321\rP|1\r" + String.join("\r", records) + "\rL|1|N\r";
    }

    private static LabReport reportOf(String... records) {
        return onlyReport(Samples.read(SysmexXn.KEY, bare(records).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void thePatientIsStatedFieldByField() {
        StatedPatient patient =
                report("cbc-flagged.astm").specimens().get(0).patient().orElseThrow();
        assertThat(patient)
                .isEqualTo(new StatedPatient(
                        Optional.of("MRN-0815"),
                        Optional.of("Beispiel"),
                        Optional.of("Ada"),
                        Optional.of(LocalDate.of(1979, 2, 3)),
                        Optional.of("F"),
                        Optional.of("WARD 7"),
                        Optional.of("DR. NORD"),
                        List.of("FASTING")));
    }

    @Test
    void theSpecimenNumberLosesItsPaddingAndKeepsItsRack() {
        StatedSpecimen specimen = report("cbc-flagged.astm").specimens().get(0).specimen();
        assertThat(specimen)
                .isEqualTo(new StatedSpecimen(
                        Optional.of("26-000417"),
                        Optional.of("B"),
                        Optional.empty(),
                        Optional.of("12"),
                        Optional.of("3"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void theAnalyzerIsItsModelSerialNumberAndSoftware() {
        LabReport report = report("cbc-flagged.astm");
        assertThat(report.analyzer().model()).contains("XN-1000");
        assertThat(report.analyzer().softwareVersion()).contains("00-22");
        assertThat(report.analyzer().serialNumber()).contains("54321");
        assertThat(report.analyzer().manufacturer()).isEmpty();
        assertThat(report("older-counter.astm").analyzer().serialNumber()).contains("B1234");
    }

    @Test
    void measurementsKeepDigitsUnitsFlagsRunAndPlace() {
        byte[] bytes = Samples.fixture(SysmexXnTest.class, "cbc-flagged.astm");
        Panel panel = onlyPanel(report("cbc-flagged.astm"));
        assertThat(panel.results().stream().map(r -> r.test().code() + " " + shown(r)))
                .containsExactly(
                        "WBC 11.42 10*3/uL [H] FINAL",
                        "RBC 4.07 10*6/uL [N] FINAL",
                        "HGB 10.90 g/dL [L] FINAL",
                        "HCT 33.0 % [L] FINAL",
                        "MCV 81.1 fL [N] FINAL",
                        "MCH 26.8 pg [L] FINAL",
                        "MCHC 33.0 g/dL [N] FINAL",
                        "PLT 412 10*3/uL [H] FINAL",
                        "NEUT# 7.95 10*3/uL [W] FINAL",
                        "LYMPH# 2.10 10*3/uL [W] FINAL",
                        "NEUT% 69.6 % [W] FINAL",
                        "LYMPH% 18.4 % [W] FINAL",
                        "IG# 0.21 10*3/uL [A] FINAL");
        TestResult hemoglobin = result(panel, "HGB");
        assertThat(hemoglobin.sequence()).isEqualTo("R|3");
        assertThat(hemoglobin.run()).contains("1");
        assertThat(hemoglobin.measuredAt().orElseThrow().at())
                .isEqualTo(OffsetDateTime.parse("2026-03-10T08:15:12+01:00"));
        assertThat(new String(
                        bytes, hemoglobin.bytes().from(), hemoglobin.bytes().length(), StandardCharsets.US_ASCII))
                .isEqualTo("R|3|^^^^HGB^1|10.90|g/dL||L||F||||20260310081512");
        assertThat(result(panel, "IG#").comments()).containsExactly("checked on slide");
        assertThat(panel.requested()).hasSize(13).startsWith(TestCode.of("WBC"));
        assertThat(panel.status()).isEqualTo(ResultStatus.FINAL);
    }

    @Test
    void messagesOfTheAnalyzerAreSuspectFlagsAndNeverResults() {
        Panel panel = onlyPanel(report("cbc-flagged.astm"));
        assertThat(panel.suspectFlags().stream()
                        .map(flag -> flag.test().code() + " " + flag.score().orElse("-") + " " + flag.raised()))
                .containsExactly(
                        "Leukocytosis - true",
                        "Blasts/Abn_Lympho? 100 true",
                        "Left_Shift? 90 false",
                        "Atypical_Lympho? 0 false",
                        "PLT_Clumps? 300 true",
                        "Positive_Diff - true",
                        "ACTION_MESSAGE_Aged_Sample? - true",
                        "Unheard_Of_Message - true");
        assertThat(panel.suspectFlags().get(0).flags()).hasSize(1);
    }

    @Test
    void aParameterWithoutValueIsAResultAndNoSuspicion() {
        Panel panel = onlyPanel(reportOf(
                "O|1||^^1^B",
                "R|1|^^^^PLT||||A||F",
                "R|2|^^^^Ret-He||||A||F",
                "R|3|^^^^NEW-PAR#||||A||F",
                "R|4|^^^^Unheard_Of_Message||||A||F"));
        assertThat(panel.results().stream().map(r -> r.test().code() + " " + shown(r)))
                .containsExactly(
                        "PLT absent:unknown - [A] FINAL",
                        "Ret-He absent:unknown - [A] FINAL",
                        "NEW-PAR# absent:unknown - [A] FINAL");
        assertThat(panel.suspectFlags()).hasSize(1);
    }

    @Test
    void aScoreOfHundredIsPositiveEvenWithoutItsFlag() {
        SuspectFlag flag = onlyPanel(reportOf("O|1||^^1^M", "R|1|^^^^NRBC?|100|||||F"))
                .suspectFlags()
                .get(0);
        assertThat(flag.raised()).isTrue();
    }

    @Test
    void picturesAreNamedOrDroppedByPolicy() {
        Panel kept = onlyPanel(report("cbc-flagged.astm"));
        assertThat(kept.attachments()).hasSize(2).allSatisfy(picture -> {
            assertThat(picture.mediaType()).contains("image/png");
            assertThat(picture.data()).isEmpty();
        });
        assertThat(kept.attachments().get(0).what().code()).isEqualTo("SCAT_WDF");
        assertThat(kept.attachments().get(0).reference()).contains("PNG\\20260310\\2026_03_10_08_15_12_WDF.PNG");

        LabReport dropped = onlyReport(Samples.read(
                SysmexXn.KEY,
                Samples.fixture(SysmexXnTest.class, "cbc-flagged.astm"),
                Samples.settings(SysmexXn.KEY).with(HistogramPolicy.DROP)));
        assertThat(onlyPanel(dropped).attachments()).isEmpty();
        assertThat(dropped.findings()).isEmpty();
    }

    @Test
    void masksAreAbsentValuesAndComparatorsStay() {
        LabReport report = report("masked-values.astm");
        assertThat(onlyPanel(report).results().stream().map(r -> r.test().code() + " " + shown(r)))
                .containsExactly(
                        "WBC absent:error 10*3/uL [A] FINAL",
                        "PLT absent:not-a-number 10*3/uL [A] FINAL",
                        "HGB absent:unknown g/dL [N] FINAL",
                        "NEUT# absent:error 10*3/uL [A] FINAL",
                        "RET% <0.10 % [L] FINAL",
                        "RBC 440.00 10*6/uL [>] FINAL",
                        "MCV absent:unknown fL [N] FINAL",
                        "WBC 3.10 10*3/uL [L] FINAL");
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void anExtendedOrderIsNotedAndTheCodeStaysTheSame() {
        TestResult extended = onlyPanel(report("masked-values.astm")).results().get(7);
        assertThat(extended.test().code()).isEqualTo("WBC");
        assertThat(extended.run()).contains("1");
        assertThat(extended.comments()).containsExactly("R.3: W");
    }

    @Test
    void controlBloodNeverBecomesASpecimen() {
        LabReport report = report("control-blood.astm");
        assertThat(report.specimens()).isEmpty();
        ControlReport control = report.controls().get(0);
        assertThat(control.material())
                .isEqualTo(new ControlMaterial(
                        ControlMaterial.Purpose.QUALITY_CONTROL,
                        "QC-70110802",
                        Optional.empty(),
                        Optional.of("70110802"),
                        Optional.empty()));
        assertThat(shown(result(control.panels().get(0), "WBC"))).isEqualTo("7.01 10*3/uL [N] FINAL");
    }

    @Test
    void eachSignOfQualityControlIsEnough() {
        String result = "R|1|^^^^WBC^1|7.01|10*3/uL||N||F";
        String plainOrder = "O|1||^^26-1^B|^^^^WBC|||||||N";
        assertThat(reportOf("O|1||^^26-1^B|^^^^WBC|||||||Q", result).specimens())
                .isEmpty();
        assertThat(reportOf("O|1||^^qc-1^B|^^^^WBC|||||||N", result).specimens())
                .isEmpty();
        assertThat(reportOf("O|1||^^XbarM1^A|^^^^WBC|||||||N", result).specimens())
                .isEmpty();
        assertThat(reportOf(plainOrder, result).specimens()).hasSize(1);
        for (String processing : List.of("Q", "T", "D")) {
            String message = "H|\\^&|||XN-1000|||||||" + processing + "|E1394-97\rP|1\r" + plainOrder + "\r" + result
                    + "\rL|1|N\r";
            LabReport report = onlyReport(Samples.read(SysmexXn.KEY, message.getBytes(StandardCharsets.US_ASCII)));
            assertThat(report.specimens()).as("H.12 = %s", processing).isEmpty();
            assertThat(report.controls()).hasSize(1);
        }
    }

    @Test
    void theLaboratorysOwnControlNumbersAreControls() {
        byte[] bytes =
                bare("O|1||^^KTRL-4^B", "R|1|^^^^WBC^1|7.01|10*3/uL||N||F").getBytes(StandardCharsets.US_ASCII);
        assertThat(onlyReport(Samples.read(SysmexXn.KEY, bytes)).controls()).isEmpty();
        assertThat(onlyReport(Samples.read(
                                SysmexXn.KEY,
                                bytes,
                                Samples.settings(SysmexXn.KEY).withControlSpecimens("KTRL-\\d+")))
                        .controls())
                .hasSize(1);
    }

    @Test
    void statusTellsWhetherARerunFollows() {
        LabReport report = report("rerun.astm");
        Panel panel = onlyPanel(report);
        assertThat(panel.results().stream()
                        .map(r -> r.test().code() + "/" + r.run().orElse("-") + " " + r.status()))
                .containsExactly(
                        "PLT/1 PRELIMINARY", "PLT/2 FINAL", "WBC/1 FINAL", "RBC/1 PRELIMINARY", "HGB/1 UNKNOWN");
        assertThat(panel.context()).extracting("value").containsExactly("A");
        assertThat(panel.status()).isEqualTo(ResultStatus.UNKNOWN);
        assertThat(report.findings()).extracting(Finding::reason).containsExactly(ReasonCode.UNMAPPED_VALUE);
    }

    @Test
    void olderCountersSendNoStatusAndAreFinal() {
        Panel panel = onlyPanel(report("older-counter.astm"));
        assertThat(panel.results().stream().map(Samples::shown))
                .containsExactly("6.2 10*3/uL [N] FINAL", "26.9 % [N] FINAL");
        assertThat(report("older-counter.astm").specimens().get(0).patient()).isEmpty();
        assertThat(report("older-counter.astm").specimens().get(0).specimen().idEntry())
                .contains("A");
    }

    @Test
    void namesAreReadInTheDevicesCharacterSet() {
        byte[] bytes = Samples.fixture(SysmexXnTest.class, "latin1-name.astm");
        LabReport set = onlyReport(
                Samples.read(SysmexXn.KEY, bytes, Samples.settings(SysmexXn.KEY).with(StandardCharsets.ISO_8859_1)));
        StatedPatient patient = set.specimens().get(0).patient().orElseThrow();
        assertThat(patient.givenName()).contains("Jürgen");
        assertThat(patient.familyName()).contains("Groß");
        assertThat(set.findings()).isEmpty();

        LabReport notSet = onlyReport(Samples.read(SysmexXn.KEY, bytes));
        assertThat(notSet.findings()).extracting(Finding::reason).containsExactly(ReasonCode.WRONG_CHARACTER_SET);
        assertThat(shown(result(onlyPanel(notSet), "WBC"))).isEqualTo("5.40 10*3/uL [N] FINAL");
    }

    @Test
    void resultsStayWithTheirOwnSpecimenAndPatient() {
        LabReport report = report("several-specimens.astm");
        assertThat(report.specimens().stream().map(SysmexXnTest::outline))
                .containsExactly(
                        "A-1 26-000421 [[WBC 4.00], [RET% 1.20]]",
                        "A-1 26-000422 [[WBC 5.00]]",
                        "B-2 26-000423 [[WBC 6.00]]",
                        "B-2 - [[WBC 8.00]]",
                        "B-2 - [[WBC 9.00]]");
        assertThat(report.controls()).hasSize(1);
        assertThat(report.specimens().get(0).patient().orElseThrow().comments()).isEmpty();
        assertThat(report.specimens().get(2).patient().orElseThrow().comments()).containsExactly("DIALYSIS");
    }

    private static String outline(SpecimenReport specimen) {
        return specimen.patient().flatMap(StatedPatient::id).orElse("-") + " "
                + specimen.specimen().accession().orElse("-") + " "
                + specimen.panels().stream()
                        .map(panel -> panel.results().stream()
                                .map(r -> r.test().code() + " " + shown(r.value()))
                                .toList())
                        .toList();
    }

    @Test
    void timesAreTheDevicesZoneAlsoWhenClocksChange() {
        LabReport report = report("clock-change.astm");
        assertThat(onlyPanel(report).results().stream().map(r -> r.measuredAt().map(ReportedTime::at)))
                .as("the hour that is skipped is no time, the one that comes twice is the earlier")
                .containsExactly(
                        Optional.of(OffsetDateTime.parse("2026-03-29T03:30:00+02:00")),
                        Optional.empty(),
                        Optional.of(OffsetDateTime.parse("2026-10-25T02:30:00+02:00")),
                        Optional.empty());
        assertThat(onlyPanel(report).measuredAt())
                .as("the order has none that a result without one could have instead")
                .isEmpty();
        assertThat(report.findings())
                .extracting(Finding::reason)
                .containsExactly(ReasonCode.UNREADABLE_TIME, ReasonCode.UNREADABLE_TIME);
    }

    @Test
    void aResultBeforeItsOrderStopsTheWholeMessage() {
        Reading reading = read("result-before-order.astm");
        assertThat(reading.reports()).isEmpty();
        assertThat(reading.faults()).hasSize(1);
        assertThat(reading.faults().get(0).finding().reason()).isEqualTo(ReasonCode.UNREADABLE_RECORD);
        assertThat(reading.faults().get(0).finding().record()).contains("R|1");
        assertThat(reading.faults().get(0).bytes()).isPresent();
    }

    @Test
    void aHostQueryIsRefusedInPlainWords() {
        Reading reading = read("host-query.astm");
        assertThat(reading.reports()).isEmpty();
        assertThat(reading.messages().get(0).answer()).isEqualTo(Answer.REJECT);
        assertThat(reading.faults().get(0).finding().reason()).isEqualTo(ReasonCode.UNSUPPORTED_MESSAGE);
        assertThat(reading.faults().get(0).finding().message())
                .contains("sysmex-xn/bench-2")
                .contains("host query");
    }

    @Test
    void aDecimalCommaIsReadOnlyWhereSet() {
        byte[] bytes = bare("O|1||^^26-1^B", "R|1|^^^^MPV^1|9,7|fL||N||F").getBytes(StandardCharsets.US_ASCII);
        LabReport unset = onlyReport(Samples.read(SysmexXn.KEY, bytes));
        assertThat(shown(result(onlyPanel(unset), "MPV").value())).isEqualTo("9,7");
        assertThat(unset.findings()).hasSize(1);
        LabReport set = onlyReport(
                Samples.read(SysmexXn.KEY, bytes, Samples.settings(SysmexXn.KEY).with(DecimalMark.COMMA)));
        assertThat(shown(result(onlyPanel(set), "MPV").value())).isEqualTo("9.7");
    }

    @Test
    void duplicateCodesAreBothKept() {
        Panel panel = onlyPanel(
                reportOf("O|1||^^26-1^B", "R|1|^^^^WBC^1|4.10|10*3/uL||N||F", "R|2|^^^^WBC^1|4.20|10*3/uL||N||F"));
        assertThat(panel.results().stream().map(r -> shown(r.value()))).containsExactly("4.10", "4.20");
    }

    @Test
    void ordersWithoutPatientRecordsAndNumbersInTheHostsFieldAreRead() {
        String message = "H|\\^&|||XN-450\rO|1|26-9||^^^^WBC\rR|1|^^^^WBC^1|4.10|10*3/uL||N||F\rL|1\r";
        LabReport report = onlyReport(Samples.read(SysmexXn.KEY, message.getBytes(StandardCharsets.US_ASCII)));
        assertThat(report.specimens().get(0).patient()).isEmpty();
        assertThat(report.specimens().get(0).specimen().accession()).contains("26-9");
    }

    @Test
    void aNameInTheStandardsOrderIsReadSo() {
        String message = "H|\\^&\rP|1|||5|Beispiel^Ada^M\rO|1||^^1^B\rR|1|^^^^WBC|4.1|10*3/uL\rL|1\r";
        StatedPatient patient = onlyReport(Samples.read(SysmexXn.KEY, message.getBytes(StandardCharsets.US_ASCII)))
                .specimens()
                .get(0)
                .patient()
                .orElseThrow();
        assertThat(patient.familyName()).contains("Beispiel");
        assertThat(patient.givenName()).contains("Ada M");
    }

    @Test
    void aResultWithoutATestStopsTheMessageRatherThanVanish() {
        Reading reading = Samples.read(
                SysmexXn.KEY, bare("O|1||^^1^B", "R|1||4.10|10*3/uL").getBytes(StandardCharsets.US_ASCII));
        assertThat(reading.reports()).isEmpty();
        assertThat(reading.faults().get(0).finding().record()).contains("R|1");
    }

    private static byte[] from(String sender) {
        return ("H|\\^&|||" + sender + "\rP|1\rO|1||^^1^B\rR|1|^^^^WBC^1|4.10|10*3/uL||N||F\rL|1\r")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anotherInstrumentOnTheConnectionWaitsInQuarantine() {
        for (String sender : List.of(
                "GeneXpert^4.8",
                "cobas-e411^1",
                "ARCHITECT^9.45",
                "XL-640",
                "Xpert^1",
                "ABX",
                "BC-6800",
                "Sysmex CS-5100",
                "Source^App")) {
            Reading reading = Samples.read(SysmexXn.KEY, from(sender));
            assertThat(reading.reports()).as(sender).isEmpty();
            assertThat(reading.faults().get(0).finding().reason()).isEqualTo(ReasonCode.UNKNOWN_INSTRUMENT);
            assertThat(reading.faults().get(0).finding().message()).contains("H.5", "sender");
        }
    }

    @Test
    void theFamilyIsKnownByModelOrMakerOrSaysNothing() {
        for (String sender : List.of(
                "",
                "   XN-20^00-24",
                "XN",
                "XN-L 550",
                "XNL",
                "xe-2100",
                "XE 5000",
                "XR-1000",
                "XP300",
                "XS-1000i",
                "XT-2000i",
                "XQ-320",
                "KX-21N",
                "pocH-100i",
                "SF-3000",
                "SE-9500",
                "Sysmex",
                "SYSMEX XN-1000",
                "Sysmex_XS-500i",
                "SYSMEX CORPORATION")) {
            assertThat(Samples.read(SysmexXn.KEY, from(sender)).reports())
                    .as(sender)
                    .hasSize(1);
        }
    }

    @Test
    void middlewareUnderItsOwnNameIsReadWhereTheLaboratorySaysSo() {
        byte[] passedOn = from("LabMan^3");
        assertThat(Samples.read(SysmexXn.KEY, passedOn).reports()).isEmpty();
        assertThat(Samples.read(
                                SysmexXn.KEY,
                                passedOn,
                                Samples.settings(SysmexXn.KEY).withSenders("(?i)labman"))
                        .reports())
                .hasSize(1);
    }

    @Test
    void anOrderWithoutResultsIsNoReport() {
        for (String type : List.of("F", "", "O", "Q", "I", "Y", "Z")) {
            LabReport report = reportOf("O|1||^^1^B|^^^^WBC|||||||N||||||||||||||" + type);
            assertThat(report.specimens()).as("O.26 = %s", type).isEmpty();
            assertThat(report.controls()).isEmpty();
            assertThat(report.findings()).hasSize(1);
            assertThat(report.findings().get(0).record()).contains("O|1");
            assertThat(report.findings().get(0).message()).contains("order without results");
        }
        assertThat(reportOf("O|1||^^QC-1^B|^^^^WBC|||||||Q").controls()).isEmpty();
        LabReport mixed = reportOf("O|1||^^1^B", "O|2||^^2^B", "R|1|^^^^WBC^1|4.10|10*3/uL||N||F");
        assertThat(mixed.specimens()).hasSize(1);
        assertThat(mixed.specimens().get(0).specimen().accession()).contains("2");
        assertThat(mixed.findings()).hasSize(1);
    }

    @Test
    void aCancelledOrderIsCancelled() {
        String order = "O|1||^^1^B|^^^^WBC|||||||N||||||||||||||";
        assertThat(onlyPanel(reportOf(order + "X")).status()).isEqualTo(ResultStatus.CANCELLED);
        Panel withNothing = onlyPanel(reportOf(order + "X", "R|1|^^^^WBC^1||10*3/uL"));
        assertThat(shown(withNothing.results().get(0))).isEqualTo("absent:not-performed 10*3/uL [] CANCELLED");
        LabReport contradicted = reportOf(order + "Z", "R|1|^^^^WBC^1|4.10|10*3/uL");
        assertThat(onlyPanel(contradicted).status()).isEqualTo(ResultStatus.UNKNOWN);
        assertThat(contradicted.findings()).hasSize(1);
    }

    @Test
    void messagesAloneAreNoFinalReport() {
        Panel panel = onlyPanel(reportOf("O|1||^^1^B|||||||||||||||||||||||F", "R|1|^^^^Error_Func|Low volume|||||F"));
        assertThat(panel.suspectFlags()).hasSize(1);
        assertThat(panel.status()).isEqualTo(ResultStatus.UNKNOWN);
    }

    @Test
    void aMessageThatWasBrokenOffIsNotWhole() {
        String whole = bare("O|1||^^1^B", "R|1|^^^^WBC^1|4.10|10*3/uL||N||F");
        for (String end : List.of("T", "R", "E", "Q", "t", " E ")) {
            Reading reading = Samples.read(
                    SysmexXn.KEY, whole.replace("L|1|N", "L|1|" + end).getBytes(StandardCharsets.US_ASCII));
            assertThat(reading.reports()).as("L.3 = %s", end).isEmpty();
            assertThat(reading.faults().get(0).finding().reason()).isEqualTo(ReasonCode.MESSAGE_INCOMPLETE);
        }
        for (String end : List.of("", "|", "|N", "|F", "|I", "|F01")) {
            assertThat(Samples.read(
                                    SysmexXn.KEY,
                                    whole.replace("L|1|N", "L|1" + end).getBytes(StandardCharsets.US_ASCII))
                            .reports())
                    .as("L|1%s", end)
                    .hasSize(1);
        }
    }

    @Test
    void theZoneOfTheHeaderIsTheMessagesDefault() {
        String message = bare("O|1||^^1^B", "R|1|^^^^WBC^1|4.10|10*3/uL||N||F||||20240627135407");
        String header = "54321|||||||||20240627141502";
        LabReport other = onlyReport(Samples.read(
                SysmexXn.KEY, message.replace("54321", header + "-0300").getBytes(StandardCharsets.US_ASCII)));
        assertThat(onlyPanel(other).results().get(0).measuredAt().orElseThrow().at())
                .isEqualTo(OffsetDateTime.parse("2024-06-27T13:54:07-03:00"));
        assertThat(other.findings())
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("H.14 states another zone"));
        for (String own : List.of("", "+0200")) {
            LabReport same = onlyReport(Samples.read(
                    SysmexXn.KEY, message.replace("54321", header + own).getBytes(StandardCharsets.US_ASCII)));
            assertThat(onlyPanel(same)
                            .results()
                            .get(0)
                            .measuredAt()
                            .orElseThrow()
                            .at())
                    .isEqualTo(OffsetDateTime.parse("2024-06-27T13:54:07+02:00"));
            assertThat(same.findings()).isEmpty();
        }
    }

    @Test
    void aStandardsNumberOfTwoComponentsIsTheSpecimens() {
        String result = "R|1|^^^^WBC^1|4.10|10*3/uL||N||F";
        LabReport byHost = reportOf("O|1|24060042^01||^^^^WBC", result);
        assertThat(byHost.specimens().get(0).specimen().accession()).contains("24060042");
        assertThat(byHost.specimens().get(0).specimen().rack()).isEmpty();
        assertThat(onlyPanel(byHost).context()).extracting("value").containsExactly("01");
        assertThat(byHost.findings()).hasSize(1);
        StatedSpecimen onRack =
                reportOf("O|1|24060042|10^5|^^^^WBC", result).specimens().get(0).specimen();
        assertThat(onRack.accession()).contains("24060042");
        assertThat(onRack.rack()).contains("10");
        assertThat(onRack.position()).contains("5");
        LabReport rackAlone = reportOf("O|1||10^5|^^^^WBC", result);
        assertThat(rackAlone.specimens().get(0).specimen().accession()).isEmpty();
        assertThat(rackAlone.findings())
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("no specimen number"));
    }

    @Test
    void theCountWithoutBloodIsNobodys() {
        assertThat(reportOf("O|1||^^       BACKGROUNDCHECK^C", "R|1|^^^^WBC^1|0.00|10*3/uL||N||F")
                        .specimens())
                .isEmpty();
    }

    @Test
    void commentsAtTheHeaderAndAtAControlAreKept() {
        String message = "H|\\^&|||XN-10\rC|1||LOT OPENED\rP|1|||5\rC|1||TO THE PATIENT\r"
                + "O|1||^^1^B\rR|1|^^^^WBC^1|4.1|10*3/uL||N||F\rO|2||^^QC-1^B\rC|1||TO THE ORDER\r"
                + "R|1|^^^^WBC^1|7.1|10*3/uL||N||F\rL|1\r";
        LabReport report = onlyReport(Samples.read(SysmexXn.KEY, message.getBytes(StandardCharsets.US_ASCII)));
        assertThat(onlyPanel(report).comments()).containsExactly("LOT OPENED");
        assertThat(report.specimens().get(0).patient().orElseThrow().comments()).containsExactly("TO THE PATIENT");
        assertThat(report.controls().get(0).panels().get(0).comments())
                .containsExactly("LOT OPENED", "TO THE PATIENT", "TO THE ORDER");
    }

    @Test
    void furtherTestsOfOneRecordAndTheModuleAreTold() {
        LabReport report =
                reportOf("O|1||^^1^B", "R|1|^^^^WBC^1\\^^^^RBC^1|4.10|10*3/uL||N|A\\S|F||||20260310081500|XN-20-2");
        assertThat(report.findings())
                .extracting(Finding::message)
                .anyMatch(text -> text.contains("more than one test"));
        assertThat(onlyPanel(report).results().get(0).comments()).containsExactly("R.8: A S", "R.14: XN-20-2");
    }

    @Test
    void aCancelledTestWasNotPerformed() {
        Panel panel = onlyPanel(reportOf("O|1||^^1^B", "R|1|^^^^RET%^1||%||N||X"));
        assertThat(shown(panel.results().get(0))).isEqualTo("absent:not-performed % [N] CANCELLED");
    }

    @Test
    void aResultMarkedAsControlMakesItsOrderAControl() {
        LabReport report = reportOf("O|1||^^1^B", "R|1|^^^^WBC^1|7.0^^^^^QC|10*3/uL||N||F");
        assertThat(report.specimens()).isEmpty();
        assertThat(shown(report.controls()
                        .get(0)
                        .panels()
                        .get(0)
                        .results()
                        .get(0)
                        .value()))
                .isEqualTo("7.0");
    }

    @Test
    void messagesInWordsAreRaisedAndTheirCommentsKept() {
        Panel panel = onlyPanel(reportOf("O|1||^^1^B", "R|1|^^^^Error_Func|Low volume|||||F", "C|1||mixed again"));
        assertThat(panel.suspectFlags().get(0).raised()).isTrue();
        assertThat(panel.suspectFlags().get(0).score()).contains("Low volume");
        assertThat(panel.comments()).containsExactly("mixed again");
    }
}
