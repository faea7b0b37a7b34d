package org.aliquot.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.lab.Finding;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;

/**
 * Captured Sysmex and Mindray messages to the end: each number, unit, flag and range that a plain reading of the file's
 * fields finds stands in an Observation, digit for digit, and each resource is valid.
 */
class CorpusTest {
    private static final String XN550 = "hematology/astm/sysmex-xn550-result.astm";
    private static final String XP100 = "hematology/astm/sysmex-xp100-result.astm";
    private static final String BC5130 = "hematology/hl7v2/mindray-bc5130-oru-patient.hl7";
    private static final String BC5380 = "hematology/hl7v2/mindray-bc5380-oru-histograms.hl7";
    private static final String GENERIC = "hematology/hl7v2/generic-5diff-oru-is-modes.hl7";

    // Not results though sent as numbers: the patient's age, and lines and lengths of histograms.
    private static final Set<String> NOT_RESULTS =
            Set.of("30525-0", "15001", "15002", "15003", "15051", "15052", "15111", "15112");

    @Test
    void everyNumberOfTheXn550StandsInAnObservation() throws IOException {
        Mapped mapped = Captures.valid("sysmex-xn", XN550);
        assertThat(told(mapped)).containsExactlyElementsOf(astm(XN550)).hasSize(23);
        assertThat(mapped.findings()).isEmpty();
        assertThat(Samples.only(mapped, Specimen.class).getAccessionIdentifier().getValue())
                .isEqualTo("27");
        assertThat(Samples.only(mapped, Patient.class).getIdentifierFirstRep().getValue())
                .isEqualTo("37182");
        assertThat(loinc(mapped, "WBC")).isEqualTo("6690-2");
        assertThat(value(mapped, "RBC")).isEqualTo("2.60");
        assertThat(panels(mapped)).singleElement().satisfies(panel -> {
            assertThat(panel.getCode().getCodingFirstRep().getCode()).isEqualTo("57021-8");
            assertThat(panel.getNote()).anyMatch(note -> note.getText().equals("POST HD"));
            assertThat(panel.getNote()).anyMatch(note -> note.getText().contains("WEST"));
            assertThat(panel.getNote()).anyMatch(note -> note.getText().contains("DR.1"));
            assertThat(panel.getInterpretation())
                    .extracting(raised -> raised.getCodingFirstRep().getCode())
                    .contains("Anemia", "Positive_Diff")
                    .doesNotContain("Left_Shift?");
        });
    }

    @Test
    void everyNumberOfTheXp100StandsInAnObservation() throws IOException {
        Mapped mapped = Captures.valid("sysmex-xn", XP100);
        assertThat(told(mapped)).containsExactlyElementsOf(astm(XP100)).hasSize(20);
        assertThat(Samples.each(mapped, Patient.class)).isEmpty();
        assertThat(Samples.only(mapped, Specimen.class).getAccessionIdentifier().getValue())
                .isEqualTo("113");
    }

    @Test
    void everyNumberOfTheBc5130StandsInAnObservation() throws IOException {
        Mapped mapped = Captures.valid("mindray-bc", BC5130);
        assertThat(told(mapped)).containsExactlyElementsOf(hl7(BC5130)).hasSize(25);
        assertThat(mapped.findings()).isEmpty();
        assertThat(Samples.only(mapped, Patient.class).getIdentifierFirstRep().getValue())
                .isEqualTo("PDL22");
        assertThat(Samples.only(mapped, Specimen.class)
                        .getType()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("BLD");
        assertThat(loinc(mapped, "10002")).isEqualTo("51637-7");
        assertThat(panels(mapped))
                .singleElement()
                .satisfies(panel -> assertThat(panel.getExtension()).hasSizeGreaterThanOrEqualTo(4));
    }

    @Test
    void everyNumberOfTheBc5380StandsInOneOfTwoPanels() throws IOException {
        Mapped mapped = Captures.valid("mindray-bc", BC5380);
        assertThat(told(mapped)).containsExactlyElementsOf(hl7(BC5380));
        assertThat(panels(mapped))
                .extracting(panel -> panel.getCode().getCodingFirstRep().getCode())
                .containsExactly("58410-2", "24318-8");
        assertThat(Samples.each(mapped, DiagnosticReport.class)).hasSize(2);
        assertThat(value(mapped, "4544-3")).isEqualTo("0.405");
        assertThat(value(mapped, "788-0")).isEqualTo("0.133");
        Observation neutrophils = observation(mapped, "751-8");
        assertThat(neutrophils.hasValue()).isFalse();
        assertThat(neutrophils.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("unknown");
        assertThat(panels(mapped).get(0).getInterpretation())
                .extracting(raised -> raised.getCodingFirstRep().getDisplay())
                .containsExactly("Anemia", "Hypochromia");
        assertThat(observation(mapped, "6690-2").getNote()).isNotEmpty();
    }

    @Test
    void everyNumberOfAnotherMakersLikeMessageStandsInAnObservation() throws IOException {
        Mapped mapped = Captures.valid("mindray-bc", GENERIC);
        assertThat(told(mapped)).containsExactlyElementsOf(hl7(GENERIC)).hasSize(28);
    }

    @Test
    void noFindingNamesAPatient() {
        for (String file : List.of(XN550, XP100)) {
            assertThat(Captures.mapped("sysmex-xn", file).findings())
                    .extracting(Finding::message)
                    .noneMatch(message -> message.contains("Tester"));
        }
    }

    @Test
    void sameCaptureGivesTheSameBundle() {
        Bundle first = Bundles.collection(Captures.mapped("mindray-bc", BC5130));
        Bundle second = Bundles.collection(Captures.mapped("mindray-bc", BC5130));
        assertThat(Guide.json(first)).isEqualTo(Guide.json(second));
    }

    @Test
    void everyReadableCaptureOfAnyInstrumentBecomesResourcesWithIdsOfTheirOwn() throws IOException {
        try (var files = Files.walk(Captures.folder())) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                for (String dialect : List.of("sysmex-xn", "mindray-bc")) {
                    for (var report : Captures.read(dialect, file).reports()) {
                        List<Resource> resources = Samples.MAPPER.map(report).resources();
                        Set<String> ids = new HashSet<>();
                        resources.forEach(resource -> ids.add(resource.fhirType() + "/" + resource.getId()));
                        assertThat(ids).as("%s as %s", file, dialect).hasSameSizeAs(resources);
                    }
                }
            }
        }
    }

    /** Code, value, unit, flags and range of each result as they stand in the resources. */
    private static List<String> told(Mapped mapped) {
        return Samples.each(mapped, Observation.class)
                .filter(observation -> !observation.hasHasMember())
                .map(observation -> String.join(
                        " ",
                        vendor(observation).getCode(),
                        observation.hasValueQuantity()
                                ? observation
                                        .getValueQuantity()
                                        .getValueElement()
                                        .getValueAsString()
                                : "-",
                        unit(observation),
                        flags(observation),
                        observation.getReferenceRangeFirstRep().hasText()
                                ? observation.getReferenceRangeFirstRep().getText()
                                : "-"))
                .toList();
    }

    private static String unit(Observation observation) {
        if (observation.hasValueQuantity()) {
            return observation.getValueQuantity().hasUnit()
                    ? observation.getValueQuantity().getUnit()
                    : "-";
        }
        return observation.getExtension().stream()
                .flatMap(extension -> extension.getExtensionsByUrl("unit").stream())
                .map(extension -> extension.getValue().primitiveValue())
                .findFirst()
                .orElse("-");
    }

    private static String flags(Observation observation) {
        List<String> codes = observation.getInterpretation().stream()
                .map(concept -> concept.getCodingFirstRep().getCode())
                .toList();
        return codes.isEmpty() ? "-" : String.join(",", codes);
    }

    private static List<String> astm(String file) throws IOException {
        List<String> expected = new ArrayList<>();
        for (String[] r : fields(file, "R")) {
            String code = r[2].split("\\^", -1)[4];
            if (!r[4].isBlank()) {
                expected.add(String.join(" ", code, r[3].strip(), r[4].strip(), orDash(r[6]), "-"));
            }
        }
        return expected;
    }

    private static List<String> hl7(String file) throws IOException {
        List<String> expected = new ArrayList<>();
        for (String[] obx : fields(file, "OBX")) {
            String code = obx[3].split("\\^", -1)[0];
            if (obx[2].equals("NM") && !NOT_RESULTS.contains(code)) {
                String flag = obx[8].split("~", -1)[0];
                String range = obx[7].equals("-") ? "-" : orDash(obx[7]);
                expected.add(String.join(" ", code, orDash(obx[5]), orDash(obx[6]), orDash(flag), range));
            }
        }
        return expected;
    }

    private static String orDash(String field) {
        return field.isBlank() ? "-" : field.strip();
    }

    private static List<String[]> fields(String file, String record) throws IOException {
        String text = Files.readString(Captures.folder().resolve(file), StandardCharsets.UTF_8);
        return Arrays.stream(text.split("[\r\n]+"))
                .map(line -> line.split("\\|", -1))
                .filter(fields -> fields[0].equals(record))
                .map(fields -> Arrays.copyOf(fields, 20))
                .peek(fields -> Arrays.setAll(fields, i -> fields[i] == null ? "" : fields[i]))
                .toList();
    }

    private static List<Observation> panels(Mapped mapped) {
        return Samples.each(mapped, Observation.class)
                .filter(Observation::hasHasMember)
                .toList();
    }

    private static Observation observation(Mapped mapped, String code) {
        return Samples.each(mapped, Observation.class)
                .filter(observation -> vendor(observation).getCode().equals(code))
                .findFirst()
                .orElseThrow();
    }

    private static String value(Mapped mapped, String code) {
        return observation(mapped, code).getValueQuantity().getValueElement().getValueAsString();
    }

    private static String loinc(Mapped mapped, String code) {
        return observation(mapped, code).getCode().getCodingFirstRep().getCode();
    }

    private static Coding vendor(Observation observation) {
        return observation.getCode().getCoding().stream()
                .filter(coding -> coding.getSystem().startsWith(Systems.BASE))
                .findFirst()
                .orElseGet(Coding::new);
    }
}
