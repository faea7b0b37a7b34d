package org.aliquot.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.lab.InstrumentId;
import org.junit.jupiter.api.Test;

class ValueTablesTest {
    private static final InstrumentId XN = new InstrumentId("sysmex-xn", "bench-2");
    private static final InstrumentId BC = new InstrumentId("mindray-bc", "bench-3");

    private final ValueTranslator values = Terminology.seed().values();

    @Test
    void standardFlagIsItsInterpretation() {
        for (String flag : List.of("H", "L", "HH", "LL", "A", "AA", "N", "<", ">")) {
            assertThat(values.interpretation(BC, flag).meaning())
                    .map(Concept::code)
                    .hasValue(flag);
        }
    }

    @Test
    void starAtASysmexValueIsNotHl7sWorse() {
        assertThat(values.interpretation(XN, "W")).isEqualTo(Known.withoutCode());
        assertThat(values.interpretation(BC, "W").meaning()).map(Concept::code).hasValue("W");
    }

    @Test
    void flagThatNoRowHasIsReportedAsSuch() {
        assertThat(values.interpretation(XN, "Q7").listed()).isFalse();
    }

    @Test
    void bloodModeIsAMaterialOfTheFamilyThatUsesIt() {
        assertThat(values.specimenType(BC, "W").meaning().orElseThrow())
                .extracting(Concept::code)
                .containsExactly("BLD", "258580003");
        assertThat(values.specimenType(XN, "W").listed()).isFalse();
        assertThat(values.specimenType(XN, "BLDV").meaning().orElseThrow())
                .extracting(Concept::code)
                .containsExactly("BLDV", "122555007");
    }

    @Test
    void sexIsAdministrativeGender() {
        assertThat(values.gender(BC, "Female").meaning()).hasValue("female");
        assertThat(values.gender(XN, "M").meaning()).hasValue("male");
        assertThat(values.gender(XN, "0").listed()).isFalse();
    }

    @Test
    void contentsSayWhetherTheCountHasADifferential() {
        Set<String> count = Set.of("6690-2", "789-8", "718-7", "777-3", "4544-3");
        assertThat(values.panel(XN, Optional.empty(), count)).map(Concept::code).hasValue("58410-2");
        Set<String> differential = Set.of("6690-2", "789-8", "718-7", "777-3", "770-8");
        assertThat(values.panel(BC, Optional.of("00001"), differential))
                .map(Concept::code)
                .hasValue("57021-8");
        assertThat(values.panel(BC, Optional.of("00002"), Set.of("764-1")))
                .map(Concept::code)
                .hasValue("24318-8");
        assertThat(values.panel(XN, Optional.empty(), Set.of("17849-1"))).isEmpty();
    }
}
