package org.aliquot.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Reading;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.terminology.Terminology;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;

/**
 * Bytes to Bundle, as {@code aliquot convert} does it. The messages are invented after ASTM E1394 and HL7 v2.3.1; nobody
 * in them is a real person.
 */
class MessageToBundleTest {
    private static final String XN = String.join(
            "\r",
            "H|\\^&|||XN-9000^00-99^11111^^^^ZZ000001||||||||E1394-97",
            "P|1|||P-900|^Ada^Example||19500102|F",
            "O|1||2^7^            26010100077^B|^^^^WBC\\^^^^HGB\\^^^^PLT|||||||N||||||||||||||F",
            "R|1|^^^^WBC^1|0.50|10*3/uL||LL||F||||20260101093000",
            "R|2|^^^^HGB^1|7.40|mmol/L||N||F||||20260101093000",
            "R|3|^^^^PLT^1|----|10*3/uL||A||F||||20260101093000",
            "R|4|^^^^NEW#^1|0.30|10*3/uL||W||F||||20260101093000",
            "R|5|^^^^Left_Shift?|150|||A||F||||20260101093000",
            "L|1|N",
            "");
    private static final String BC = String.join(
            "\r",
            "MSH|^~\\&|BC-5380|Mindray|||20260101101500||ORU^R01|9|P|2.3.1||||||UNICODE",
            "PID|1||P-901^^^^MR||Example^Bea||19600304000000|Female",
            "PV1|1||A^^2",
            "OBR|1||26010100078|00001^Automated Count^99MRC|||20260101101000|||||||||||||||||HM",
            "OBX|1|IS|08002^Blood Mode^99MRC||W||||||F",
            "OBX|2|NM|6690-2^WBC^LN||15.20|10*9/L|4.00-10.00|H~N|||F",
            "OBX|3|NM|4544-3^HCT^LN||0.310||0.370-0.480|L~A|||F",
            "OBX|4|NM|718-7^HGB^LN||101|10)/mm)|110-150|L|||F",
            "OBX|5|IS|12014^Anemia^99MRC||T||||||F",
            "");

    @Test
    void sysmexMessageBecomesAValidBundle() {
        Mapped mapped = convert("sysmex-xn", XN);
        assertThat(Samples.only(mapped, Specimen.class).getAccessionIdentifier().getValue())
                .isEqualTo("26010100077");
        assertThat(Samples.only(mapped, Patient.class).getBirthDateElement().getValueAsString())
                .isEqualTo("1950-01-02");
        Observation leucocytes = observation(mapped, "WBC");
        assertThat(leucocytes.getValueQuantity().getValueElement().getValueAsString())
                .isEqualTo("0.50");
        assertThat(leucocytes.getInterpretationFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("LL");
        assertThat(leucocytes.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-01-01T09:30:00+01:00");
        assertThat(observation(mapped, "HGB").getCode().getCodingFirstRep().getCode())
                .isEqualTo("59260-0");
        assertThat(observation(mapped, "PLT").hasValue()).isFalse();
        assertThat(observation(mapped, "PLT").hasDataAbsentReason()).isTrue();
        assertThat(observation(mapped, "NEW#").getCode().getCoding()).hasSize(1);
        assertThat(mapped.findings()).extracting(Finding::message).anyMatch(message -> message.contains("NEW#"));
        assertThat(Samples.each(mapped, Observation.class)
                        .filter(one -> one.getCode().hasText()
                                && one.getCode().getText().contains("Left_Shift")))
                .isEmpty();
    }

    @Test
    void mindrayMessageBecomesAValidBundle() {
        Mapped mapped = convert("mindray-bc", BC);
        assertThat(flags(observation(mapped, "6690-2"))).containsExactly("H");
        assertThat(flags(observation(mapped, "4544-3"))).containsExactly("L", "A");
        assertThat(observation(mapped, "4544-3").getValueQuantity().getCode()).isEqualTo("1");
        assertThat(observation(mapped, "4544-3").getCode().getCodingFirstRep().getSystem())
                .isEqualTo("http://loinc.org");
        assertThat(observation(mapped, "718-7").getValueQuantity().getUnit()).isEqualTo("10)/mm)");
        assertThat(observation(mapped, "718-7").getValueQuantity().hasCode()).isFalse();
        assertThat(Samples.only(mapped, Specimen.class)
                        .getType()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("BLD");
        assertThat(Samples.only(mapped, DiagnosticReport.class)
                        .getIssuedElement()
                        .getValueAsString())
                .isEqualTo("2026-01-01T10:15:00+01:00");
    }

    @Test
    void fractionsWithoutUnitAreNoPerCents() {
        String obr = "OBX|2|NM|770-8^NEU%^LN||";
        Mapped fraction = convert("mindray-bc", withResult(obr + "0.622||0.500-0.700||||F"));
        assertThat(observation(fraction, "770-8").getValueQuantity().getCode()).isEqualTo("1");
        assertThat(observation(fraction, "770-8").getCode().getCodingFirstRep().getCode())
                .isEqualTo("770-8");
        for (String perCent : List.of("62.2||50.0-70.0||||F", "0.8||0.5-5.0||||F", "62.2||||||F")) {
            Mapped mapped = convert("mindray-bc", withResult(obr + perCent));
            assertThat(observation(mapped, "770-8").getValueQuantity().hasCode())
                    .as(perCent)
                    .isFalse();
            assertThat(mapped.findings())
                    .as(perCent)
                    .extracting(Finding::reason)
                    .contains(ReasonCode.UNIT_MISMATCH);
        }
        Mapped beside = convert("mindray-bc", withResult("OBX|1|NM|706-2^BAS%^LN||0.8||||||F\r" + obr + "62.2||||||F"));
        assertThat(observation(beside, "706-2").getValueQuantity().hasCode())
                .as("0.8 beside 62.2")
                .isFalse();
    }

    @Test
    void caretOfAUnitDecidesWhatItIs() {
        Mapped volume = convert("mindray-bc", withResult("OBX|2|NM|787-2^MCV^LN||90.1|um^3|||||F"));
        assertThat(observation(volume, "787-2").getValueQuantity().getUnit()).isEqualTo("um^3");
        assertThat(observation(volume, "787-2").getValueQuantity().getCode()).isEqualTo("um3");
        Mapped count = convert("mindray-bc", withResult("OBX|2|NM|6690-2^WBC^LN||4.60|10^3/mm^3|||||F"));
        assertThat(observation(count, "6690-2").getValueQuantity().getUnit()).isEqualTo("10^3/mm^3");
        assertThat(observation(count, "6690-2").getValueQuantity().getCode()).isEqualTo("10*3/mm3");
        assertThat(count.findings()).isEmpty();
    }

    @Test
    void smallFlagsAreFlags() {
        Mapped mapped = convert("mindray-bc", withResult("OBX|2|NM|6690-2^WBC^LN||4.60|10*9/L||h~n|||F"));
        assertThat(flags(observation(mapped, "6690-2"))).containsExactly("H");
        assertThat(mapped.findings()).isEmpty();
    }

    private static String withResult(String obx) {
        return BC.lines().filter(line -> !line.startsWith("OBX")).collect(Collectors.joining("\r")) + "\r" + obx + "\r";
    }

    @Test
    void sameBytesGiveTheSameBundle() {
        assertThat(Guide.json(Bundles.collection(convert("sysmex-xn", XN))))
                .isEqualTo(Guide.json(Bundles.collection(convert("sysmex-xn", XN))));
    }

    @Test
    void everyInstalledFamilyHasATableOfItsCodes() {
        assertThat(Terminology.DIALECTS).containsAll(Instruments.installed().keys());
    }

    @Test
    void validatorIsAwake() {
        Mapped mapped = convert("mindray-bc", BC);
        Observation broken = observation(mapped, "6690-2").copy();
        broken.setSpecimen(null);
        assertThat(Guide.errors(broken)).isNotEmpty();
        assertThat(Guide.errors(Bundles.collection(new Mapped(List.of(broken), List.of()))))
                .isNotEmpty();
    }

    @Test
    void countsInABodyFluidHaveNoTermForBlood() {
        Mapped fluid = convert("mindray-bc", BC.replace("Blood Mode^99MRC||W", "Blood Mode^99MRC||B"));
        assertThat(Samples.only(fluid, Specimen.class)
                        .getType()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("FLU");
        assertThat(Samples.each(fluid, Observation.class))
                .allSatisfy(found -> assertThat(found.getCode().getCoding())
                        .noneMatch(coding -> coding.getSystem().equals("http://loinc.org")));
        assertThat(fluid.findings()).extracting(Finding::message).anyMatch(text -> text.contains("for blood"));

        Mapped cells = convert(
                "sysmex-xn",
                XN.replace("|N||||||||||||||F", "|N||||CSF||||||||||F")
                        .replace("^^^^HGB^1|7.40|mmol/L", "^^^^WBC-BF^1|0.004|10*3/uL"));
        assertThat(observation(cells, "WBC-BF").getCode().getCoding())
                .anyMatch(coding -> coding.getCode().equals("57845-0"));
        assertThat(observation(cells, "WBC").getCode().getCoding())
                .noneMatch(coding -> coding.getSystem().equals("http://loinc.org"));
    }

    @Test
    void plateletCountsOfOtherPrinciplesDoNotStandAsASecondCount() {
        Mapped mapped = convert("sysmex-xn", XN.replace("NEW#^1|0.30|10*3/uL||W", "PLT-F^1|20|10*3/uL||>"));
        assertThat(observation(mapped, "PLT").getCode().getCoding())
                .anyMatch(coding -> coding.getCode().equals("777-3"));
        assertThat(observation(mapped, "PLT-F").getCode().getCoding())
                .noneMatch(coding -> coding.getSystem().equals("http://loinc.org"));
        assertThat(observation(mapped, "PLT-F").getInterpretation())
                .as("beyond the linear range is no bound")
                .isEmpty();
        assertThat(mapped.findings()).isEmpty();
    }

    @Test
    void theAdaptersListOfParametersIsTheTables() throws IOException {
        assertThat(lines(Instruments.class, "sysmexxn/parameters.txt"))
                .containsExactlyInAnyOrderElementsOf(lines(Terminology.class, "loinc/sysmex-xn.tsv").stream()
                        .skip(1)
                        .map(row -> row.split("\t")[0].toUpperCase(Locale.ROOT))
                        .distinct()
                        .toList());
    }

    private static List<String> lines(Class<?> beside, String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        }
    }

    private static Mapped convert(String dialect, String message) {
        InstrumentId from = new InstrumentId(dialect, "bench-2");
        Reading reading = Instruments.installed()
                .reader(from, DeviceSettings.of(Instruments.installed().require(dialect), Samples.BERLIN))
                .read(new Transcript(
                        Samples.TRANSCRIPT,
                        from,
                        Instant.parse("2026-01-01T09:00:00Z"),
                        message.getBytes(StandardCharsets.UTF_8)));
        assertThat(reading.faults()).isEmpty();
        Mapped mapped = Samples.MAPPER.map(reading.reports().get(0));
        Bundle bundle = Bundles.collection(mapped);
        assertThat(Guide.errors(bundle)).isEmpty();
        return mapped;
    }

    private static Observation observation(Mapped mapped, String code) {
        return Samples.each(mapped, Observation.class)
                .filter(one -> one.getCode().getCoding().stream()
                        .anyMatch(coding -> coding.getSystem().startsWith(Systems.BASE)
                                && coding.getCode().equals(code)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> flags(Observation observation) {
        return observation.getInterpretation().stream()
                .map(concept -> concept.getCodingFirstRep().getCode())
                .toList();
    }
}
