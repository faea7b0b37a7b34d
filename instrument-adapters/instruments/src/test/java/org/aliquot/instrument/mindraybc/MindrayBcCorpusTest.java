package org.aliquot.instrument.mindraybc;

import static org.aliquot.instrument.Samples.captured;
import static org.aliquot.instrument.Samples.onlyPanel;
import static org.aliquot.instrument.Samples.onlyReport;
import static org.aliquot.instrument.Samples.result;
import static org.aliquot.instrument.Samples.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.aliquot.instrument.ReadMessage.Answer;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.Samples;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.TestCode;
import org.junit.jupiter.api.Test;

/** What the corpus' hematology index says a correct conversion of these captures must contain. */
class MindrayBcCorpusTest {
    private static Reading read(String file) {
        return Samples.read(MindrayBc.KEY, captured(file));
    }

    @Test
    void bc5130() {
        Reading reading = read("hematology/hl7v2/mindray-bc5130-oru-patient.hl7");
        assertThat(reading.strays()).isEmpty();
        assertThat(reading.messages().get(0).answer()).isEqualTo(Answer.ACCEPT);
        assertThat(reading.messages().get(0).controlId()).contains("6");
        LabReport report = onlyReport(reading);
        assertThat(report.findings()).isEmpty();
        assertThat(report.analyzer().model()).isEmpty();
        assertThat(report.analyzer().manufacturer()).isEmpty();
        StatedPatient patient = report.specimens().get(0).patient().orElseThrow();
        assertThat(patient.id()).contains("PDL22");
        assertThat(patient.familyName()).contains("TESTER");
        assertThat(patient.givenName()).contains("ONE");
        assertThat(report.specimens().get(0).specimen().accession()).contains("3");
        Panel panel = onlyPanel(report);
        assertThat(panel.code()).contains(new TestCode("00001", Optional.of("Automated Count"), Optional.of("99MRC")));
        assertThat(panel.operator()).contains("Administrator");
        assertThat(panel.measuredAt().orElseThrow().at()).isEqualTo(OffsetDateTime.parse("2024-09-20T12:41:18+02:00"));
        assertThat(panel.results()).hasSize(25);
        assertThat(panel.results().get(0).test())
                .isEqualTo(new TestCode("6690-2", Optional.of("WBC"), Optional.of("LN")));
        assertThat(shown(result(panel, "WBC"))).isEqualTo("4.60 10*3/uL [N] FINAL");
        assertThat(result(panel, "WBC").referenceRange().orElseThrow().text()).isEqualTo("4.00-10.00");
        assertThat(result(panel, "WBC").referenceRange().orElseThrow().low().orElseThrow())
                .hasToString("4.00");
        assertThat(shown(result(panel, "EOS%"))).isEqualTo("7.9 % [H, N] FINAL");
        assertThat(shown(result(panel, "HGB"))).isEqualTo("16.5 g/dL [H, N] FINAL");
        assertThat(shown(result(panel, "PDW"))).isEqualTo("16.3 - [N] FINAL");
        assertThat(shown(result(panel, "PLCC"))).isEqualTo("48 10*3/uL [N] FINAL");
        assertThat(panel.context().stream().map(c -> c.about().text().orElse("") + "=" + c.value()))
                .containsExactly("Take Mode=O", "Blood Mode=W", "Test Mode=CBC+DIFF", "Ref Group=General");
        assertThat(panel.suspectFlags()).isEmpty();
    }

    @Test
    void bc5380() {
        LabReport report = onlyReport(read("hematology/hl7v2/mindray-bc5380-oru-histograms.hl7"));
        assertThat(report.analyzer().model()).contains("BC-5380");
        assertThat(report.analyzer().manufacturer()).contains("Mindray");
        assertThat(report.specimens()).hasSize(1);
        StatedPatient patient = report.specimens().get(0).patient().orElseThrow();
        assertThat(patient.id()).contains("7393670");
        assertThat(patient.birthDate()).contains(LocalDate.of(1990, 8, 4));
        assertThat(patient.sex()).contains("Female");
        assertThat(patient.ward()).contains("nk 001");
        assertThat(report.specimens().get(0).specimen().accession()).contains("20071207011");
        assertThat(report.specimens().get(0).specimen().collectedAt().map(ReportedTime::at))
                .contains(OffsetDateTime.parse("2008-05-08T14:06:00+02:00"));

        List<Panel> panels = report.specimens().get(0).panels();
        assertThat(panels.stream().map(panel -> panel.code().flatMap(TestCode::text)))
                .containsExactly(Optional.of("Automated Count"), Optional.of("Manual Count"));
        Panel counted = panels.get(0);
        assertThat(counted.results()).hasSize(27);
        assertThat(shown(result(counted, "WBC"))).isEqualTo("9.81 10*9/L [N] FINAL");
        assertThat(result(counted, "WBC").edited()).isTrue();
        assertThat(shown(result(counted, "HGB"))).isEqualTo("65 g/L [L] FINAL");
        assertThat(result(counted, "HGB").edited()).isFalse();
        assertThat(shown(result(counted, "RDW-CV"))).isEqualTo("0.133 - [N] FINAL");
        assertThat(shown(result(counted, "HCT"))).isEqualTo("0.405 - [N] FINAL");
        assertThat(shown(result(counted, "BAS#"))).isEqualTo("absent:unknown 10*9/L [] FINAL");
        assertThat(shown(result(counted, "*LIC%"))).isEqualTo("absent:unknown - [] FINAL");
        assertThat(counted.results().stream().filter(r -> shown(r.value()).startsWith("absent")))
                .hasSize(14);
        assertThat(counted.suspectFlags().stream().map(f -> f.test().text().orElse("") + " " + f.raised()))
                .containsExactly("Anemia true", "Hypochromia true");
        assertThat(counted.context().stream().map(c -> c.about().text().orElse("") + "=" + c.value()))
                .contains("Age=18 yr", "Ref Group=Woman", "WBC Histogram. Left Line=7");
        assertThat(counted.attachments())
                .hasSize(4)
                .allSatisfy(a -> assertThat(a.data()).isEmpty());
        // Each placeholder that is no Base64 is told, and nothing else.
        assertThat(report.findings())
                .hasSize(4)
                .allSatisfy(f -> assertThat(f.record().orElseThrow()).startsWith("OBX|"));
        assertThat(panels.get(1).results())
                .hasSize(6)
                .allSatisfy(r -> assertThat(shown(r.value())).isEqualTo("0.0"));
    }

    @Test
    void aCounterOfAnotherMakerOnTheSameProtocol() {
        LabReport report = onlyReport(read("hematology/hl7v2/generic-5diff-oru-is-modes.hl7"));
        assertThat(report.findings()).isEmpty();
        assertThat(report.specimens().get(0).specimen().accession()).contains("testbarcode");
        Panel panel = onlyPanel(report);
        assertThat(panel.results()).hasSize(28);
        assertThat(shown(result(panel, "WBC"))).isEqualTo("7.56 10^9/L [] FINAL");
        assertThat(shown(result(panel, "PLT"))).isEqualTo("427 10^9/L [H] FINAL");
        assertThat(shown(result(panel, "PCT"))).isEqualTo("0.326 % [H] FINAL");
        assertThat(shown(result(panel, "MCHC"))).isEqualTo("326 g/L [] FINAL");
        assertThat(result(panel, "NLR").referenceRange()).isEmpty();
        assertThat(panel.suspectFlags()).isEmpty();
        // Of 14 run records seven say something; the others are empty.
        assertThat(panel.context().stream().map(c -> c.about().code()))
                .containsExactly(
                        "Take Mode", "Blood Mode", "Test Mode", "Low Mode", "Ref Group", "Recheck flag", "Print_BMP");
    }
}
