package org.aliquot.instrument.mindraybc;

import static org.aliquot.instrument.Samples.onlyReport;
import static org.aliquot.instrument.Samples.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.instrument.Samples;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReferenceRange;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.ResultValue.Absent;
import org.aliquot.lab.ResultValue.AbsentReason;
import org.aliquot.lab.ResultValue.Answer;
import org.aliquot.lab.ResultValue.Interval;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units, values, ranges, flags and statuses of single OBX segments, and what stands around them. */
class BcFieldsTest {
    private static LabReport report(String... segments) {
        String message = "\u000bMSH|^~\\&|BC-5150|Mindray|||20260310101500||ORU^R01|7|P|2.3.1\r"
                + String.join("\r", segments) + "\r\u001c\r";
        return onlyReport(Samples.read(MindrayBc.KEY, message.getBytes(StandardCharsets.UTF_8)));
    }

    private static Panel panel(String... obx) {
        String[] all = Stream.concat(Stream.of("OBR|1||26-1"), Stream.of(obx)).toArray(String[]::new);
        return Samples.onlyPanel(report(all));
    }

    /** The result of {@code type||value|unit|range|flags|||status}. */
    private static TestResult result(String type, String rest) {
        return panel("OBX|1|" + type + "|X^Test^L||" + rest).results().get(0);
    }

    private static ResultValue value(String type, String sent) {
        return result(type, sent + "||||||F").value();
    }

    @ParameterizedTest
    @CsvSource({
        "um^3,um^3",
        "10^9/L,10^9/L",
        "x10^9/L,x10^9/L",
        "10^3/mm^3,10^3/mm^3",
        "/mm^3,/mm^3",
        "mL/min/1.73m^2,mL/min/1.73m^2",
        "10\\S\\12/L,10^12/L",
        "^g/L,g/L",
        "^^^g/L,g/L",
        "^^^^^^^^g/L,g/L",
        "^10^9/L,10^9/L",
        "g/L,g/L",
        "g/L^gram per liter^UCUM,g/L",
        "g/L^gram per liter,g/L",
        "mg/L^^99ROC,mg/L",
        "10*9/L^10*9/L^UCUM,10*9/L",
        "10*9/L^10*9/L,10*9/L",
        "10*9/L^10^9/L^UCUM,10*9/L",
        "10*9/L^10^9/L,10*9/L",
        "10^9/L^10^9/L,10^9/L",
        "10^9/L^billion per liter^UCUM,10^9/L",
        "um^3^UCUM,um^3",
        "10*3/uL^1000 per microliter^UCUM,10*3/uL",
        "U/L^U/L^A400,U/L",
        "g/L^5 things,g/L^5 things",
        "10^3^mm^3,10^3^mm^3",
        "g/L~g/dL,g/L~g/dL",
        "g/L~g/L,g/L",
        "s^-1,s^-1",
        "10^-3/L,10^-3/L",
    })
    void nothingOfAUnitIsLost(String sent, String unit) {
        assertThat(result("NM", "5|" + sent + "|||||F").unit()).contains(unit);
    }

    @Test
    void aUnitOfNothingIsNone() {
        for (String sent : List.of("", "^", "\"\"", "\"\"^\"\"", "~")) {
            assertThat(result("NM", "5|" + sent + "|||||F").unit()).as(sent).isEmpty();
        }
    }

    @Test
    void structuredNumericsKeepTheirSigns() {
        assertThat(shown(value("SN", "<^5"))).isEqualTo("<5");
        assertThat(shown(value("SN", "^2^+"))).isEqualTo("2+");
        assertThat(shown(value("SN", "<^0.50^-^1"))).isEqualTo("<0.50-1");
        assertThat(value("SN", "^10^-^20")).isEqualTo(new Interval(new BigDecimal("10"), new BigDecimal("20")));
        assertThat(value("SN", "^1^/^2")).isInstanceOf(ResultValue.Ratio.class);
        assertThat(shown(value("SN", "^1~<^2"))).isEqualTo("1; < 2");
        assertThat(shown(value("SN", "^1^:^2^3"))).isEqualTo("1 : 2 3");
        for (String nothing : List.of("", "^", "~", "\"\"", "\"\"^\"\"")) {
            assertThat(value("SN", nothing)).isEqualTo(new Absent(AbsentReason.UNKNOWN, Optional.empty()));
        }
    }

    @Test
    void everyCodedAnswerIsKeptWithItsAlternatesAndSystems() {
        TestCode alpha = new TestCode("A", Optional.of("Alpha"), Optional.of("L"));
        TestCode beta = new TestCode("B", Optional.of("Beta"), Optional.of("L"));
        assertThat(value("CE", "A^Alpha^L~~B^Beta^L"))
                .isEqualTo(new ResultValue.Coded(List.of(
                        new Answer(List.of(alpha), Optional.empty()), new Answer(List.of(beta), Optional.empty()))));
        assertThat(value("CWE", "260373001^Detected^SCT^A^Alpha^L^^^seen twice"))
                .isEqualTo(new ResultValue.Coded(List.of(new Answer(
                        List.of(new TestCode("260373001", Optional.of("Detected"), Optional.of("SCT")), alpha),
                        Optional.of("seen twice")))));
        assertThat(value("CWE", "^^^^^^^^Free text only"))
                .isEqualTo(new ResultValue.Coded(List.of(new Answer(List.of(), Optional.of("Free text only")))));
        assertThat(value("CE", "^Positive^L"))
                .isEqualTo(new ResultValue.Coded(List.of(new Answer(List.of(), Optional.of("Positive")))));
        assertThat(shown(value("CE", "\"\""))).isEqualTo("absent:unknown");
        assertThat(shown(value("CE", "^----"))).isEqualTo("absent:error");
        assertThat(value("CE", "+++")).isInstanceOf(ResultValue.Coded.class);
    }

    @Test
    void theDeclaredTypeTellsWhatMayBeANumber() {
        assertThat(value("DT", "20260310")).isEqualTo(new ResultValue.Textual("20260310"));
        assertThat(value("TM", "1354")).isEqualTo(new ResultValue.Textual("1354"));
        assertThat(value("TX", "0012345")).isEqualTo(new ResultValue.Textual("0012345"));
        assertThat(value("FT", "5.1")).isEqualTo(new ResultValue.Textual("5.1"));
        assertThat(value("ST", "2E3")).isEqualTo(new ResultValue.Textual("2E3"));
        assertThat(value("ST", "01.20")).isEqualTo(new ResultValue.Textual("01.20"));
        assertThat(shown(value("ST", ">10000"))).isEqualTo(">10000");
        assertThat(value("ST", "62.2")).isEqualTo(ResultValue.Measured.exactly("62.2"));
        assertThat(value("NM", "2E3")).isInstanceOf(ResultValue.Measured.class);
    }

    @Test
    void plusSignsAreAnAnswerInTextAndAMaskInNumbers() {
        assertThat(shown(value("NM", "+++"))).isEqualTo("absent:not-a-number");
        assertThat(shown(result("ST", "+++|10*9/L|||||F").value())).isEqualTo("absent:not-a-number");
        assertThat(value("ST", "+++")).isEqualTo(new ResultValue.Textual("+++"));
        assertThat(value("ST", "-")).isEqualTo(new ResultValue.Textual("-"));
        assertThat(shown(value("NM", "***.*"))).isEqualTo("absent:error");
        assertThat(shown(value("ST", "--.--"))).isEqualTo("absent:error");
    }

    @Test
    void aResultThatDoesNotComeHasNoValue() {
        assertThat(result("NM", "4.6|g/L|||||N").status()).isEqualTo(ResultStatus.CANCELLED);
        assertThat(result("NM", "4.6|g/L|||||N").value())
                .isEqualTo(new Absent(AbsentReason.NOT_PERFORMED, Optional.of("4.6")));
        assertThat(result("NM", "4.6|g/L|||||X").value())
                .isEqualTo(new Absent(AbsentReason.NOT_PERFORMED, Optional.of("4.6")));
        assertThat(shown(result("ST", "hemolyzed||||||X"))).isEqualTo("hemolyzed - [] CANCELLED");
        assertThat(result("NM", "4.6|g/L|||||O").status()).isEqualTo(ResultStatus.NOT_MEASURED);
        assertThat(result("NM", "4.6|g/L|||||O").value())
                .isEqualTo(new Absent(AbsentReason.UNKNOWN, Optional.of("4.6")));
        assertThat(shown(result("NM", "|g/L|||||I"))).isEqualTo("absent:unknown g/L [] NOT_MEASURED");
        assertThat(shown(result("NM", "4.6|g/L|||||I"))).isEqualTo("4.6 g/L [] PRELIMINARY");
    }

    @Test
    void aPanelIsNotFinalWhileAResultIsStillToCome() {
        String done = "OBX|1|NM|6690-2^WBC^LN||4.60|10*9/L|||||F";
        assertThat(panel(done, "OBX|2|NM|718-7^HGB^LN||||||||I").status()).isEqualTo(ResultStatus.PRELIMINARY);
        assertThat(panel(done, "OBX|2|NM|718-7^HGB^LN||||||||N").status()).isEqualTo(ResultStatus.FINAL);
        assertThat(panel("OBX|2|NM|718-7^HGB^LN||||||||I").status()).isEqualTo(ResultStatus.NOT_MEASURED);
    }

    @Test
    void smallLettersOfStatusesCount() {
        assertThat(result("NM", "4.6|g/L|||||f").status()).isEqualTo(ResultStatus.FINAL);
        assertThat(result("NM", "4.6|g/L|||||w").value()).isInstanceOf(Absent.class);
    }

    @Test
    void nullsSayNothing() {
        LabReport report = report(
                "PID|1||\"\"^^^^MR||\"\"^\"\"||\"\"|\"\"",
                "NTE|1||\"\"",
                "PV1|1||\"\"",
                "OBR|1|\"\"|26-1|||\"\"|\"\"|||||||\"\"|||||||||||F",
                "OBX|1|NM|X^Test^L||4.60|\"\"|\"\"|\"\"|||F",
                "NTE|1||\"\"",
                "OBX|2|ST|Y^Test^L||\"\"||||||\"\"|||\"\"",
                "OBX|3|IS|01002^Ref Group^99MRC||\"\"||||||F");
        Panel panel = Samples.onlyPanel(report);
        assertThat(panel.results().stream().map(Samples::shown))
                .containsExactly("4.60 - [] FINAL", "absent:unknown - [] FINAL");
        assertThat(panel.results().get(0).referenceRange()).isEmpty();
        assertThat(panel.results().get(0).comments()).isEmpty();
        assertThat(panel.context()).isEmpty();
        assertThat(report.specimens().get(0).patient().flatMap(StatedPatient::id))
                .isEmpty();
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void rangesHaveTheirBoundsThoughBracketedOrFollowedByTheUnit() {
        for (String sent : List.of("4.0-10.0", "[4.0-10.0]", "(4.0 - 10.0)", "4.0 - 10.0 g/L", "[4.0-10.0] g/L")) {
            assertThat(result("NM", "5|g/L|" + sent + "||||F").referenceRange())
                    .contains(new ReferenceRange(
                            sent, Optional.of(new BigDecimal("4.0")), Optional.of(new BigDecimal("10.0"))));
        }
        assertThat(result("NM", "5|g/L|.5-1.5||||F").referenceRange())
                .contains(new ReferenceRange(
                        ".5-1.5", Optional.of(new BigDecimal("0.5")), Optional.of(new BigDecimal("1.5"))));
        for (String sent : List.of("4.0-10.0 mg/L", "4-10~5-11", "(5)", "(-5)", "4-10 g/L (adult)")) {
            assertThat(result("NM", "5|g/L|" + sent + "||||F").referenceRange())
                    .contains(new ReferenceRange(sent, Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void whatFollowsSpmIsAboutTheTube() {
        LabReport report = report(
                "PID|1||5",
                "OBR|1||26-1",
                "OBX|1|NM|6690-2^WBC^LN||4.60|10*9/L|||||F",
                "NTE|1||about the result",
                "SPM|1|S1||BLD^Blood|||||||||||||20260310080000|20260310090000|||HEM^hemolyzed",
                "NTE|1||about the tube",
                "OBX|2|NM|3151-8^Volume^LN||5|mL|||||F",
                "NTE|1||by eye",
                "OBR|2||26-1",
                "OBX|1|NM|718-7^HGB^LN||140|g/L|||||F");
        assertThat(report.specimens()).hasSize(1);
        List<Panel> panels = report.specimens().get(0).panels();
        assertThat(panels.stream().flatMap(one -> one.results().stream()).map(Samples::shown))
                .containsExactly("4.60 10*9/L [] FINAL", "140 g/L [] FINAL");
        assertThat(panels.get(0).results().get(0).comments()).containsExactly("about the result");
        StatedSpecimen specimen = report.specimens().get(0).specimen();
        assertThat(specimen.type()).contains("BLD");
        assertThat(specimen.comments()).containsExactly("hemolyzed", "about the tube", "Volume: 5 mL", "by eye");
        assertThat(specimen.collectedAt()).isPresent();
        assertThat(panels.get(0).comments()).contains("Specimen: Volume: 5 mL");
        assertThat(panels.get(1).comments()).isEmpty();
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void aPictureWrappedAsMailWrapsItCostsNothing() {
        LabReport report = report(
                "OBR|1||26-1",
                "OBX|1|NM|6690-2^WBC^LN||4.60|10*9/L|||||F",
                "OBX|2|ED|15000^WBC Histogram. BMP^99MRC||^Image^BMP^Base64^Qk0mAAAA\r\n",
                "\nAAAAGgAAAAwA\r\nAAABAAE=\r\n",
                "\n||||||F",
                "OBX|3|NM|718-7^HGB^LN||140|g/L|||||F");
        assertThat(Samples.onlyPanel(report).results()).hasSize(2);
        assertThat(Samples.onlyPanel(report).attachments().get(0).data()).isPresent();
    }
}
