package org.aliquot.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.aliquot.lab.InstrumentId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeTablesTest {
    private static final String HEADER = "local_code\tunit\tloinc\tdefault_unit\tdisplay\tnote\n";
    private static final InstrumentId XN = new InstrumentId("sysmex-xn", "bench-2");
    private static final InstrumentId BC = new InstrumentId("mindray-bc", "bench-3");

    @TempDir
    Path site;

    private final Terminology seed = Terminology.seed();

    @ParameterizedTest
    @CsvSource({
        "WBC, 10*3/uL, 6690-2",
        "WBC, 10*9/L, 6690-2",
        "RBC, 10*6/uL, 789-8",
        "HGB, g/dL, 718-7",
        "HGB, g/L, 718-7",
        "HCT, %, 4544-3",
        "HCT, L/L, 4544-3",
        "MCV, fL, 787-2",
        "MCH, pg, 785-6",
        "MCHC, g/dL, 786-4",
        "PLT, 10*3/uL, 777-3",
        "NEUT#, 10*3/uL, 751-8",
        "NEUT%, %, 770-8",
        "LYMPH#, 10*3/uL, 731-0",
        "LYMPH%, %, 736-9",
        "MONO#, 10*3/uL, 742-7",
        "MONO%, %, 5905-5",
        "EO#, 10*3/uL, 711-2",
        "EO%, %, 713-8",
        "BASO#, 10*3/uL, 704-7",
        "BASO%, %, 706-2",
        "IG#, 10*3/uL, 51584-1",
        "IG%, %, 71695-1",
        "RDW-SD, fL, 21000-5",
        "RDW-CV, %, 788-0",
        "MPV, fL, 32623-1",
        "NRBC%, /100WBC, 58413-6",
        "RET#, 10*6/uL, 60474-4"
    })
    void sysmexCodeInItsUnitIsTheLoincTerm(String code, String unit, String loinc) {
        assertThat(seed.codes().toLoinc(XN, code, unit)).map(Concept::code).hasValue(loinc);
    }

    @ParameterizedTest
    @CsvSource({
        "6690-2, 10*3/uL, 6690-2",
        "4544-3, %, 4544-3",
        "4544-3, '', 4544-3",
        "788-0, '', 788-0",
        "751-8, 10*9/L, 751-8",
        "731-0, 10*9/L, 731-0",
        "32207-3, '', 32207-3",
        "10002, %, 51637-7",
        "10002, mL/L, 51637-7",
        "10014, %, 48386-7",
        "26461-4, /100WBC, 58413-6",
        "770-8, '', 770-8"
    })
    void mindrayCodeIsLookedUpWhateverTheDeviceCallsIt(String code, String unit, String loinc) {
        assertThat(seed.codes().toLoinc(BC, code, unit)).map(Concept::code).hasValue(loinc);
    }

    @Test
    void haemoglobinAsSubstanceIsAnotherTermThanAsMass() {
        assertThat(seed.codes().toLoinc(XN, "HGB", "mmol/L")).map(Concept::code).hasValue("59260-0");
        assertThat(seed.codes().toLoinc(XN, "MCH", "fmol")).map(Concept::code).hasValue("59468-9");
        assertThat(seed.codes().toLoinc(XN, "MCHC", "mmol/L"))
                .map(Concept::code)
                .hasValue("59467-1");
        assertThat(seed.codes().toLoinc(BC, "718-7", "mmol/L"))
                .map(Concept::code)
                .hasValue("59260-0");
    }

    @Test
    void countInAUnitOfConcentrationIsAMismatchAndNotATerm() {
        assertThat(seed.codes().translate(XN, "WBC", "%")).isInstanceOf(Translation.WrongUnit.class);
        assertThat(seed.codes().translate(XN, "WBC", "mmol/L")).isInstanceOf(Translation.WrongUnit.class);
        assertThat(seed.codes().translate(XN, "NEUT%", "10*3/uL")).isInstanceOf(Translation.WrongUnit.class);
    }

    @Test
    void resultWithoutUnitFindsOnlyRowsWithoutUnit() {
        assertThat(seed.codes().translate(XN, "HGB", "")).isInstanceOf(Translation.WrongUnit.class);
        assertThat(seed.codes().translate(BC, "32207-3", "")).isInstanceOf(Translation.Term.class);
    }

    @Test
    void damagedUnitFindsNoTerm() {
        assertThat(seed.codes().translate(XN, "WBC", "10)/mm)")).isEqualTo(new Translation.UnknownUnit());
    }

    @Test
    void researchParameterIsKnownAndHasNoTerm() {
        assertThat(seed.codes().translate(XN, "NEUT-RI", "FI")).isEqualTo(new Translation.NoTerm());
        assertThat(seed.codes().translate(XN, "NEUT#_RESEARCH", "10*3/uL")).isEqualTo(new Translation.NoTerm());
        assertThat(seed.codes().translate(BC, "15199-3", "10*12/L")).isEqualTo(new Translation.NoTerm());
    }

    @Test
    void codeOfAnotherFamilyIsUnknown() {
        assertThat(seed.codes().translate(XN, "6690-2", "10*3/uL")).isEqualTo(new Translation.UnknownCode());
        assertThat(seed.codes().translate(new InstrumentId("cobas", "1"), "WBC", "10*3/uL"))
                .isEqualTo(new Translation.UnknownCode());
    }

    @Test
    void sitesRowWinsOverOursAndDevicesRowOverTheFamilys() throws IOException {
        Files.createDirectories(site.resolve("loinc"));
        Files.writeString(
                site.resolve("loinc/sysmex-xn.tsv"), HEADER + "PLT\t10*9/L\t26515-7\t\t\tours names a method\n");
        Files.writeString(site.resolve("loinc/sysmex-xn@bench-2.tsv"), HEADER + "GLU\tmmol/L\t14749-6\t\t\t\n");
        Terminology ours = Terminology.load(Optional.of(site));
        assertThat(ours.codes().toLoinc(XN, "PLT", "10*3/uL"))
                .map(Concept::code)
                .hasValue("26515-7");
        assertThat(ours.codes().toLoinc(XN, "WBC", "10*3/uL"))
                .map(Concept::code)
                .hasValue("6690-2");
        assertThat(ours.codes().toLoinc(XN, "GLU", "mmol/L")).map(Concept::code).hasValue("14749-6");
        assertThat(ours.codes().toLoinc(new InstrumentId("sysmex-xn", "bench-9"), "GLU", "mmol/L"))
                .isEmpty();
    }

    @Test
    void unitOfADeviceThatSendsNoneComesFromTheSitesTable() throws IOException {
        Files.createDirectories(site.resolve("loinc"));
        Files.writeString(
                site.resolve("loinc/mindray-bc@hema580.tsv"), HEADER + "RET%\t\t17849-1\t%\t\tmanual, units menu\n");
        Translation found = Terminology.load(Optional.of(site))
                .codes()
                .translate(new InstrumentId("mindray-bc", "hema580"), "RET%", "");
        assertThat(found)
                .isEqualTo(new Translation.Term(
                        new Concept(Concept.LOINC, "17849-1", ""), Optional.of(new Concept(Concept.UCUM, "%", "%"))));
    }

    @Test
    void allBadRowsAreReportedTogetherByFileAndLine() throws IOException {
        Files.createDirectories(site.resolve("loinc"));
        Files.writeString(
                site.resolve("loinc/sysmex-xn.tsv"),
                "# ours\n" + HEADER + "WBC\t10*3/uL\t6690-3\t\t\t\nRBC\tfurlong\t789-8\t\t\t\nHGB\tg/dL\n"
                        + "PLT\t10*3/uL\t777-3\t\t\t\nPLT\t10*3/uL\t777-3\t\t\t\n");
        Files.writeString(site.resolve("units.tsv"), "dialect\ttext\tucum\tnote\n*\tfoo\tnot a unit\t\n");
        Files.writeString(site.resolve("genders.tsv"), "wrong header\n");
        assertThatThrownBy(() -> Terminology.load(Optional.of(site)))
                .isInstanceOfSatisfying(
                        BadTablesException.class,
                        e -> assertThat(e.problems())
                                .hasSize(6)
                                .anyMatch(p -> p.contains("sysmex-xn.tsv:3") && p.contains("6690-3"))
                                .anyMatch(p -> p.contains("sysmex-xn.tsv:4") && p.contains("furlong"))
                                .anyMatch(p -> p.contains("sysmex-xn.tsv:5") && p.contains("expected 6"))
                                .anyMatch(p -> p.contains("sysmex-xn.tsv:7") && p.contains("second row"))
                                .anyMatch(p -> p.contains("units.tsv:2"))
                                .anyMatch(p -> p.contains("genders.tsv:1")));
    }
}
