package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;
import org.aliquot.instrument.ResultValues.PlusSigns;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.ResultValue.Absent;
import org.aliquot.lab.ResultValue.AbsentReason;
import org.aliquot.lab.ResultValue.Comparator;
import org.aliquot.lab.ResultValue.Interval;
import org.aliquot.lab.ResultValue.Measured;
import org.aliquot.lab.ResultValue.Ratio;
import org.aliquot.lab.ResultValue.Textual;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultValuesTest {
    private final ResultValues values = new ResultValues(DecimalMark.POINT, PlusSigns.OUT_OF_RANGE, false);
    private final ResultValues comma = new ResultValues(DecimalMark.COMMA, PlusSigns.OUT_OF_RANGE, false);

    @ParameterizedTest
    @CsvSource({
        "8.13,8.13",
        "'  5.5',5.5",
        "5.40,5.40",
        "0,0",
        "-2.3,-2.3",
        "007,7",
        "1.2E5,1.2E+5",
        "1.2e-3,0.0012",
        "'12,963.927',12963.927",
        "=5,5",
        ".5,0.5",
        "-.5,-0.5",
    })
    void digitsStayAsSent(String sent, String number) {
        assertThat(values.read(sent)).isEqualTo(new Measured(Comparator.EXACT, new BigDecimal(number)));
    }

    @ParameterizedTest
    @CsvSource({
        "<0.01,LESS_THAN,0.01",
        "< 0.01,LESS_THAN,0.01",
        ">= 250,GREATER_OR_EQUAL,250",
        "≥250,GREATER_OR_EQUAL,250",
        "≤ 3,LESS_OR_EQUAL,3",
        "=<3,LESS_OR_EQUAL,3",
        ">440.00,GREATER_THAN,440.00",
        "<.5,LESS_THAN,0.5",
        "> .50,GREATER_THAN,0.50",
        "<-.5,LESS_THAN,-0.5",
    })
    void comparatorsStay(String sent, Comparator comparator, String number) {
        assertThat(values.read(sent)).isEqualTo(new Measured(comparator, new BigDecimal(number)));
    }

    @ParameterizedTest
    @CsvSource({
        "----,ERROR",
        "--,ERROR",
        "- - - -,ERROR",
        "****,ERROR",
        "++++,NOT_A_NUMBER",
        ".....,UNKNOWN",
        "Error,ERROR",
        "INVALID,ERROR",
        "***.**,ERROR",
        "--.--,ERROR",
        "---.-,ERROR",
        "---,ERROR",
        "-.-,ERROR",
        "+++.+,NOT_A_NUMBER",
        "++,NOT_A_NUMBER",
        "####,ERROR",
        "##.#,ERROR",
        "?,ERROR",
        "??,ERROR",
        "* * *,ERROR",
        "_____,ERROR",
        ">>>>,NOT_A_NUMBER",
        "<<<<,NOT_A_NUMBER",
        "NaN,NOT_A_NUMBER",
        "-Inf,NOT_A_NUMBER",
        "NA,UNKNOWN",
        "n/a,UNKNOWN"
    })
    void aMaskIsNoValueAndNeverZero(String sent, AbsentReason reason) {
        assertThat(values.read(" " + sent + " ")).isEqualTo(new Absent(reason, Optional.of(sent)));
    }

    @Test
    void anEmptyFieldIsAbsentWithoutAnOriginal() {
        assertThat(values.read("    ")).isEqualTo(new Absent(AbsentReason.UNKNOWN, Optional.empty()));
    }

    @Test
    void plusSignsAreWordsWhereTheyAreOrdinals() {
        assertThat(new ResultValues(DecimalMark.POINT, PlusSigns.TEXT, false).read("+++"))
                .isEqualTo(new Textual("+++"));
        ResultValues strip = new ResultValues(DecimalMark.POINT, PlusSigns.TEXT, false);
        for (String answer : List.of("+", "++", "++++", "-", "+-", "+/-", "±", "neg", "1+")) {
            assertThat(strip.read(answer)).isEqualTo(new Textual(answer));
            assertThat(strip.readUntyped(answer)).isEqualTo(new Textual(answer));
        }
        assertThat(strip.read("----")).isInstanceOf(Absent.class);
        assertThat(strip.read("+++.+")).isInstanceOf(Absent.class);
    }

    @Test
    void aComparatorIsNeverDropped() {
        for (String sent : List.of("<---", ">***", "< .", "<.5 H", "<.5.5", "<1E", "<<5", ">+5", "<05/2")) {
            assertThat(values.read(sent)).isEqualTo(new Textual(sent));
            assertThat(values.readUntyped(sent)).isEqualTo(new Textual(sent));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0012345", "2E3", "01.20", "1.5e2", "00", "<01.5", "-007", "1:0128"})
    void labelsStayTextWhereNoNumberIsDeclared(String sent) {
        assertThat(values.readUntyped(sent)).isEqualTo(new Textual(sent));
    }

    @Test
    void plainNumbersAreReadWhereNoNumberIsDeclared() {
        for (String sent : List.of("62.2", "0", "0.05", "10000", ".5", "100.005", "1:32", ">10000", "<0.01")) {
            assertThat(values.readUntyped(sent)).isEqualTo(values.read(sent)).isNotInstanceOf(Textual.class);
        }
    }

    @Test
    void whatIsDeclaredTextIsNoNumber() {
        for (String sent : List.of("20240627", "1354", "5.1", "<5", "1:2", "3-5", "-", "+")) {
            assertThat(values.readText(sent)).isEqualTo(new Textual(sent));
        }
        assertThat(values.readText("----")).isInstanceOf(Absent.class);
        assertThat(values.readText(" ")).isEqualTo(new Absent(AbsentReason.UNKNOWN, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<>",
                "<",
                ">",
                "-",
                "+",
                "1+",
                "+1",
                "4/2",
                "5.5*",
                "5.5 H",
                "1.2.3",
                "1,2",
                "1,234",
                "3-5",
                "1E999",
                "POS",
                "TNTC",
                "5 <",
                "1.5 10*3",
                "1234567890123456789012345678901234567890"
            })
    void whatIsNotPlainlyANumberStaysText(String sent) {
        assertThat(values.read(sent)).isEqualTo(new Textual(sent));
    }

    @Test
    void titresAreNotDivided() {
        assertThat(values.read("1:128"))
                .isEqualTo(new Ratio(new BigDecimal("1"), Comparator.EXACT, new BigDecimal("128")));
        assertThat(values.read("<1:8"))
                .isEqualTo(new Ratio(new BigDecimal("1"), Comparator.LESS_THAN, new BigDecimal("8")));
        assertThat(values.read("1 : >512"))
                .isEqualTo(new Ratio(new BigDecimal("1"), Comparator.GREATER_THAN, new BigDecimal("512")));
    }

    @Test
    void intervalsAreReadOnlyWhereTheDialectAllows() {
        ResultValues sediment = new ResultValues(DecimalMark.POINT, PlusSigns.TEXT, true);
        assertThat(sediment.read("3-5")).isEqualTo(new Interval(new BigDecimal("3"), new BigDecimal("5")));
        assertThat(sediment.read("5-3")).isEqualTo(new Textual("5-3"));
    }

    @Test
    void aDecimalCommaIsReadOnlyBySetting() {
        assertThat(comma.read("9,70")).isEqualTo(Measured.exactly("9.70"));
        assertThat(comma.read("1.234,5")).isEqualTo(Measured.exactly("1234.5"));
        assertThat(comma.read("1.234")).isEqualTo(new Textual("1.234"));
        assertThat(comma.read("170")).isEqualTo(Measured.exactly("170"));
    }

    @Test
    void structuredNumericsWithoutAComparatorHaveNone() {
        assertThat(values.readStructured("", "81", "", "")).isEqualTo(Measured.exactly("81"));
        assertThat(values.readStructured("=", "81", "", "")).isEqualTo(Measured.exactly("81"));
        assertThat(values.readStructured(">", "11.0", "", ""))
                .isEqualTo(new Measured(Comparator.GREATER_THAN, new BigDecimal("11.0")));
    }

    @Test
    void structuredNumericsAreRatiosAndRangesAsTheirSeparatorSays() {
        assertThat(values.readStructured("", "1", ":", "128"))
                .isEqualTo(new Ratio(new BigDecimal("1"), Comparator.EXACT, new BigDecimal("128")));
        assertThat(values.readStructured(">", "1", ":", "640"))
                .isEqualTo(new Ratio(new BigDecimal("1"), Comparator.GREATER_THAN, new BigDecimal("640")));
        assertThat(values.readStructured("", "4", "/", "2"))
                .isEqualTo(new Ratio(new BigDecimal("4"), Comparator.EXACT, new BigDecimal("2")));
        assertThat(values.readStructured("", "10", "-", "20"))
                .isEqualTo(new Interval(new BigDecimal("10"), new BigDecimal("20")));
        assertThat(values.readStructured("=", "10.0", "-", "20"))
                .isEqualTo(new Interval(new BigDecimal("10.0"), new BigDecimal("20")));
    }

    @ParameterizedTest
    @CsvSource({
        "'',2,+,'',2+",
        "'',3,-,'',3-",
        "'','',+,'',+",
        "<>,5,'','',<>5",
        "+,3,'','',+3",
        "<,'','','',<",
        "<,0.50,-,1,<0.50-1",
        "'',20,-,10,20-10",
        "'',1,.,5,1.5",
        "'',1,+,2,1+2",
        "<>,1,:,2,<>1:2",
        "'',5,'',6,5 6",
        "<,5,'',6,<5 6",
        "'',1,:,'',1:",
        "'','',-,5,-5",
    })
    void structuredNumericsOfOtherKindsAreTextWithEverySign(
            String comparator, String first, String separator, String second, String text) {
        assertThat(values.readStructured(comparator, first, separator, second)).isEqualTo(new Textual(text));
    }

    @Property
    void everyDecimalComesBackDigitForDigit(@ForAll @BigRange(min = "0", max = "100000") @Scale(4) BigDecimal number) {
        assertThat(values.read(number.toPlainString())).isEqualTo(new Measured(Comparator.EXACT, number));
    }

    @Property
    void anyTextIsReadWithoutLoss(@ForAll @StringLength(max = 120) String sent) {
        ResultValue value = values.read(sent);
        if (value instanceof Textual textual) {
            assertThat(textual.text()).isEqualTo(sent.strip());
        } else if (value instanceof Absent absent) {
            assertThat(absent.original().orElse("")).isEqualTo(sent.strip());
        } else {
            assertThat(sent).containsPattern("[0-9]");
        }
    }
}
