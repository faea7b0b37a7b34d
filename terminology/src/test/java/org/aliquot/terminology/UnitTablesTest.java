package org.aliquot.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.aliquot.lab.InstrumentId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitTablesTest {
    private static final InstrumentId XN = new InstrumentId("sysmex-xn", "bench-2");
    private static final UnitTranslator UNITS = Terminology.seed().units();

    @ParameterizedTest
    @CsvSource({
        "10*3/uL, 10*3/uL",
        "10^9/L, 10*9/L",
        "x10^9/L, 10*9/L",
        "×10⁹/L, 10*9/L",
        "10*12/L, 10*12/L",
        "10^3/µL, 10*3/uL",
        "10^3/μL, 10*3/uL",
        "10e3/uL, 10*3/uL",
        "1E03/mm3, 10*3/mm3",
        "g/dL, g/dL",
        "g/L, g/L",
        "fL, fL",
        "pg, pg",
        "fmol, fmol",
        "mmol/L, mmol/L",
        "%, %",
        "mL/L, mL/L",
        "L/L, L/L",
        "K/uL, 10*3/uL",
        "M/uL, 10*6/uL",
        "µm^3, um3",
        "um3, um3",
        "/100WBC, /100{WBCs}",
        "/nL, /nL",
        "mm/h, mm/h",
        "IU/L, [IU]/L",
        "G/L, 10*9/L",
        "10**3/uL, 10*3/uL",
        "10³/µL, 10*3/uL",
        "' 10*3/uL ', 10*3/uL",
        "um^3, um3",
        "/mm^3, /mm3",
        "10^3/mm^3, 10*3/mm3",
        "K/mm^3, 10*3/mm3",
        "mL/min/1.73m^2, mL/min/{1.73_m2}",
        "ml/min/1.73m², mL/min/{1.73_m2}",
        "K/ul, 10*3/uL",
        "M/ul, 10*6/uL",
        "E3/uL, 10*3/uL",
        "E06/ul, 10*6/ul",
        "g/100ml, g/dL",
        "o/oo, [ppth]",
        "iU/mL, [IU]/mL",
        "uIU/ml, u[IU]/mL"
    })
    void spellingOfAUnitIsItsUcumCode(String text, String code) {
        assertThat(UNITS.toUcum(XN, text)).hasValue(new Concept(Concept.UCUM, code, code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10)/mm)",
                "102/mm)",
                "5m)",
                "103/uL",
                "ch",
                "",
                " ",
                "furlong",
                "u/L",
                "10*3/",
                "/",
                "m/uL",
                "m/ul",
                "u/l",
                "E3",
                "um^",
                "10^3/mm^",
                "S",
                "G",
                "10*3/uL;",
                "10 3/uL",
                "\u00b5",
                "?"
            })
    void damagedOrAmbiguousUnitIsNotRepaired(String text) {
        assertThat(UNITS.toUcum(XN, text)).isEmpty();
    }

    @Property
    void anyTextHasAUnitOrNoneButNeverAnException(@ForAll @StringLength(max = 80) String text) {
        UNITS.toUcum(XN, text)
                .ifPresent(unit -> assertThat(UNITS.toUcum(XN, unit.code())).hasValue(unit));
    }
}
