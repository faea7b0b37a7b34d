package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Panel;
import org.junit.jupiter.api.Test;

/** Captured messages of all instruments through every reader: findings, never an exception, nothing vanishes. */
class CorpusTest {
    private static List<Path> captures() throws IOException {
        try (Stream<Path> files = Files.walk(Samples.corpus())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyCaptureIsReadOrSaysWhyNot() throws IOException {
        for (Path file : captures()) {
            byte[] bytes = Files.readAllBytes(file);
            for (InstrumentFamily family : Instruments.installed().families()) {
                Reading reading = Samples.read(family.key(), bytes);
                assertThat(reading.reports().size() + reading.faults().size())
                        .as("%s as %s says something", file, family.key())
                        .isPositive();
                assertThat(reading.faults())
                        .as("%s as %s meets no defect of ours", file, family.key())
                        .noneMatch(fault -> fault.finding().message().contains("defect in the adapter"));
            }
        }
    }

    @Test
    void noFindingNamesAPatient() throws IOException {
        for (Path file : captures()) {
            byte[] bytes = Files.readAllBytes(file);
            for (InstrumentFamily family : Instruments.installed().families()) {
                Reading reading = Samples.read(family.key(), bytes);
                Stream<String> all = Stream.concat(
                        reading.faults().stream().map(fault -> fault.finding().message()),
                        reading.reports().stream()
                                .flatMap(report -> report.findings().stream())
                                .map(finding -> finding.message()));
                assertThat(all.map(message -> message.toLowerCase(Locale.ROOT)))
                        .as("%s as %s", file, family.key())
                        .noneMatch(message -> message.contains("tester") || message.contains("test patient"));
            }
        }
    }

    @Test
    void namedInstrumentsOfOtherMakersBecomeNobodysResults() throws IOException {
        for (Path file : captures()) {
            boolean ours = file.toString().matches(".*(sysmex|mindray|generic-5diff).*");
            for (InstrumentFamily family : Instruments.installed().families()) {
                for (LabReport report :
                        Samples.read(family.key(), Files.readAllBytes(file)).reports()) {
                    assertThat(ours || report.analyzer().model().isEmpty())
                            .as("%s as %s", file, family.key())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void controlsOfOtherInstrumentsStayControls() {
        Reading yumizen = Samples.read(
                "sysmex-xn",
                Samples.captured("hematology/astm/horiba-yumizen-h500-qc-histograms.astm"),
                Samples.settings("sysmex-xn").withSenders("H500"));
        assertThat(yumizen.reports()).isNotEmpty();
        assertThat(yumizen.reports()).allSatisfy(report -> {
            assertThat(report.specimens()).isEmpty();
            assertThat(report.controls().stream()
                            .map(ControlReport::panels)
                            .flatMap(List::stream)
                            .map(Panel::results)
                            .mapToInt(List::size)
                            .sum())
                    .isPositive();
        });
    }
}
