package org.aliquot.instrument.sysmexxn;

import static org.aliquot.instrument.Samples.captured;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.Samples;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestResult;
import org.junit.jupiter.api.Test;

/** What the corpus' hematology index says a correct conversion of these captures must contain. */
class SysmexXnCorpusTest {
    @Test
    void xn550() {
        LabReport report = onlyReport(Samples.read(SysmexXn.KEY, captured("hematology/astm/sysmex-xn550-result.astm")));
        assertThat(report.findings()).isEmpty();
        assertThat(report.controls()).isEmpty();
        assertThat(report.analyzer().model()).contains("XN-550");
        assertThat(report.analyzer().softwareVersion()).contains("00-24");
        assertThat(report.analyzer().serialNumber()).contains("22723");

        StatedPatient patient = report.specimens().get(0).patient().orElseThrow();
        assertThat(patient)
                .isEqualTo(new StatedPatient(
                        Optional.of("37182"),
                        Optional.of("Tester"),
                        Optional.of("Tim"),
                        Optional.of(LocalDate.of(1987, 6, 26)),
                        Optional.of("M"),
                        Optional.of("WEST"),
                        Optional.of("DR.1"),
                        List.of("POST HD")));
        StatedSpecimen specimen = report.specimens().get(0).specimen();
        assertThat(specimen.accession()).contains("27");
        assertThat(specimen.idEntry()).contains("M");
        assertThat(specimen.rack()).isEmpty();
        assertThat(specimen.position()).isEmpty();

        Panel panel = onlyPanel(report);
        assertThat(panel.requested()).hasSize(23);
        assertThat(panel.comments()).isEmpty();
        assertThat(panel.results().stream()
                        .map(r -> r.test().code() + "^" + r.run().orElse("") + " " + shown(r)))
                .containsExactly(
                        "WBC^1 8.13 10*3/uL [N] FINAL",
                        "RBC^1 2.60 10*6/uL [N] FINAL",
                        "HGB^1 8.0 g/dL [N] FINAL",
                        "HCT^1 22.7 % [L] FINAL",
                        "MCV^1 87.3 fL [N] FINAL",
                        "MCH^1 30.8 pg [N] FINAL",
                        "MCHC^1 35.2 g/dL [N] FINAL",
                        "PLT^1 99 10*3/uL [N] FINAL",
                        "NEUT%^1 57.4 % [N] FINAL",
                        "LYMPH%^1 12.8 % [L] FINAL",
                        "MONO%^1 7.3 % [N] FINAL",
                        "EO%^1 22.1 % [H] FINAL",
                        "BASO%^1 0.4 % [N] FINAL",
                        "NEUT#^1 4.67 10*3/uL [N] FINAL",
                        "LYMPH#^1 1.04 10*3/uL [N] FINAL",
                        "MONO#^1 0.59 10*3/uL [N] FINAL",
                        "EO#^1 1.80 10*3/uL [H] FINAL",
                        "BASO#^1 0.03 10*3/uL [N] FINAL",
                        "IG%^1 0.2 % [N] FINAL",
                        "IG#^1 0.02 10*3/uL [N] FINAL",
                        "RDW-SD^1 47.5 fL [N] FINAL",
                        "RDW-CV^1 14.8 % [N] FINAL",
                        "MPV^1 8.1 fL [L] FINAL");
        assertThat(panel.results())
                .allSatisfy(r -> assertThat(r.measuredAt().orElseThrow().at())
                        .isEqualTo(OffsetDateTime.parse("2024-06-27T13:54:07+02:00")));
        assertThat(panel.suspectFlags().stream()
                        .map(f -> f.test().code() + " " + f.score().orElse("-") + " " + f.raised()))
                .containsExactly(
                        "Eosinophilia - true",
                        "Anemia - true",
                        "Blasts/Abn_Lympho? 40 false",
                        "Left_Shift? 0 false",
                        "Atypical_Lympho? 10 false",
                        "NRBC? 0 false",
                        "RBC_Agglutination? 70 false",
                        "Turbidity/HGB_Interference? 90 false",
                        "Iron_Deficiency? 80 false",
                        "HGB_Defect? 80 false",
                        "Fragments? 0 false",
                        "PLT_Clumps? 0 false",
                        "Positive_Diff - true",
                        "Positive_Count - true");
        assertThat(panel.attachments())
                .extracting(a -> a.what().code())
                .containsExactly("SCAT_WDF", "SCAT_WDF-CBC", "DIST_RBC", "DIST_PLT");
        assertThat(panel.attachments().get(0).reference()).contains("PNG\\20240628\\2024_06_27_13_54_27_WDF.PNG");
    }

    @Test
    void xp100() {
        LabReport report = onlyReport(Samples.read(SysmexXn.KEY, captured("hematology/astm/sysmex-xp100-result.astm")));
        assertThat(report.findings()).isEmpty();
        assertThat(report.specimens().get(0).patient()).isEmpty();
        assertThat(report.specimens().get(0).specimen().accession()).contains("113");
        assertThat(report.specimens().get(0).specimen().idEntry()).contains("A");
        assertThat(report.analyzer().model()).contains("XP-100");
        assertThat(report.analyzer().serialNumber()).contains("A7869");
        Panel panel = onlyPanel(report);
        assertThat(panel.results()).hasSize(20);
        assertThat(panel.suspectFlags()).isEmpty();
        assertThat(shown(result(panel, "WBC"))).isEqualTo("5.5 10*3/uL [N] FINAL");
        assertThat(shown(result(panel, "RBC"))).isEqualTo("2.87 10*6/uL [N] FINAL");
        assertThat(shown(result(panel, "MXD#"))).isEqualTo("0.6 10*3/uL [N] FINAL");
        assertThat(shown(result(panel, "PDW"))).isEqualTo("12.8 fL [N] FINAL");
        assertThat(shown(result(panel, "P-LCR"))).isEqualTo("26.9 % [N] FINAL");
        assertThat(shown(result(panel, "PCT"))).isEqualTo("0.17 % [N] FINAL");
        assertThat(result(panel, "WBC").measuredAt().orElseThrow().at())
                .isEqualTo(OffsetDateTime.parse("2024-07-23T17:24:52+02:00"));
        assertThat(result(panel, "WBC").operator()).isEmpty();
    }

    /** The trace begins in the middle of a session: the frames alone are no message, with their head they are one. */
    @Test
    void xs500iTrace() {
        String trace =
                new String(captured("link-layer/astm/sysmex-xs500i-session-trace.txt"), StandardCharsets.US_ASCII);
        StringBuilder records = new StringBuilder();
        Matcher frames = Pattern.compile("<STX>[0-7](.*?)<CR><ETX>").matcher(trace);
        while (frames.find()) {
            records.append(frames.group(1)).append('\r');
        }
        Reading headless = Samples.read(SysmexXn.KEY, (records + "L|1|N\r").getBytes(StandardCharsets.US_ASCII));
        assertThat(headless.reports()).isEmpty();
        assertThat(headless.faults()).extracting(f -> f.finding().reason()).contains(ReasonCode.MESSAGE_INCOMPLETE);

        String whole = "H|\\^&|||XS-500i^00-08\rP|1\rO|1||^^1^M|^^^^WBC\r" + records + "L|1|N\r";
        LabReport report = onlyReport(Samples.read(SysmexXn.KEY, whole.getBytes(StandardCharsets.US_ASCII)));
        Panel panel = onlyPanel(report);
        assertThat(panel.results()).hasSize(24);
        assertThat(panel.suspectFlags()).hasSize(12).noneMatch(flag -> flag.raised());
        assertThat(panel.attachments()).hasSize(3);
        assertThat(shown(result(panel, "WBC").value())).isEqualTo("8.98");
        assertThat(shown(result(panel, "RBC").value())).isEqualTo("4.03");
        assertThat(shown(result(panel, "HGB").value())).isEqualTo("12.4");
        assertThat(shown(result(panel, "PLT").value())).isEqualTo("302");
        assertThat(panel.results()).extracting(TestResult::sequence).doesNotHaveDuplicates();
    }
}
