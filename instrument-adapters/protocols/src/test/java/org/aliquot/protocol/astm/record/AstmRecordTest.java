package org.aliquot.protocol.astm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Records written after LIS02-A2 §5 to §9; no real person is in them. */
class AstmRecordTest {
    @Test
    void fieldsAreNumberedAsInTheStandardWithTheTypeFirst() {
        AstmRecord result = AstmRecord.of("R|4|^^^WBC|5.40|10*3/uL||N||F");
        assertThat(result.type()).isEqualTo('R');
        assertThat(result.field(1)).isEqualTo("R");
        assertThat(result.field(2)).isEqualTo("4");
        assertThat(result.component(3, 4)).isEqualTo("WBC");
        assertThat(result.field(4)).isEqualTo("5.40");
        assertThat(result.field(9)).isEqualTo("F");
        assertThat(result.fieldCount()).isEqualTo(9);
        assertThat(result.label()).isEqualTo("R|4");
    }

    @Test
    void whatIsAbsentReadsAsEmpty() {
        AstmRecord result = AstmRecord.of("R|4|^^^WBC");
        assertThat(result.field(9)).isEmpty();
        assertThat(result.component(9, 3)).isEmpty();
        assertThat(result.component(3, 9)).isEmpty();
        assertThat(result.component(3, 2, 1)).isEmpty();
        assertThat(result.repeats(9)).isEmpty();
    }

    @Test
    void theSecondFieldOfTheHeaderIsTheDelimiterDefinition() {
        AstmRecord header = AstmRecord.of("H|\\^&|17||XN^1.0");
        assertThat(header.field(2)).isEqualTo("\\^&");
        assertThat(header.component(2, 1)).isEqualTo("\\^&");
        assertThat(header.field(3)).isEqualTo("17");
        assertThat(header.component(5, 2)).isEqualTo("1.0");
        assertThat(header.label()).isEqualTo("H");
    }

    @Test
    void otherDelimitersAreTakenFromTheHeader() {
        AstmDelimiters delimiters = AstmRecord.of("H|@^\\|id").delimiters();
        assertThat(delimiters).isEqualTo(new AstmDelimiters('|', '@', '^', '\\'));
        AstmRecord order = AstmRecord.of("O|1|S1||^^^A@^^^B|a\\S\\b", delimiters);
        assertThat(order.repeats(5)).containsExactly(List.of("", "", "", "A"), List.of("", "", "", "B"));
        assertThat(order.field(6)).isEqualTo("a^b");
    }

    @Test
    void aHeaderThatDeclaresLessHasTheUsualRest() {
        assertThat(AstmRecord.of("H").delimiters()).isEqualTo(AstmDelimiters.USUAL);
        assertThat(AstmRecord.of("H|").delimiters()).isEqualTo(AstmDelimiters.USUAL);
        assertThat(AstmRecord.of("H|@|x").delimiters()).isEqualTo(new AstmDelimiters('|', '@', '^', '&'));
        assertThat(AstmRecord.of("H|\\^&").delimiters()).isEqualTo(AstmDelimiters.USUAL);
    }

    @Test
    void aFieldIsItsFirstRepeatAndRepeatsGivesThemAll() {
        AstmRecord order = AstmRecord.of("O|1|S1||^^^685\\^^^687\\^^^712");
        assertThat(order.field(5)).isEqualTo("^^^685");
        assertThat(order.component(5, 3, 4)).isEqualTo("712");
        assertThat(order.repeats(5)).hasSize(3);
        assertThat(order.rawField(5)).isEqualTo("^^^685\\^^^687\\^^^712");
    }

    @Test
    void escapesAreDecoded() {
        assertThat(AstmRecord.of("C|1|I|a&F&b&S&c&R&d&E&e").field(4)).isEqualTo("a|b^c\\d&e");
        assertThat(AstmRecord.of("C|1|I|&H&bold&N&").field(4)).isEqualTo("bold");
        assertThat(AstmRecord.of("C|1|I|x&X0D0A&y").field(4)).isEqualTo("x\r\ny");
        assertThat(AstmRecord.of("R|37|^^^SCAT|PNG&R&2021&R&1.PNG").field(4)).isEqualTo("PNG\\2021\\1.PNG");
    }

    @Test
    void hexadecimalEscapesAreBytesOfTheCharacterSet() {
        assertThat(AstmRecord.of("C|1|I|&XC2B5&g").field(4)).isEqualTo("µg");
    }

    @Test
    void whatOnlyLooksLikeAnEscapeIsText() {
        for (String text : List.of("Smith & Wesson", "a&b&c", "&", "&&", "&XGG&", "&X1&", "&X&", "R&D & Q&A")) {
            assertThat(AstmRecord.of("C|1|I|" + text).field(4)).isEqualTo(text);
        }
        assertThat(AstmRecord.of("C|1|I|R&D&F&E").field(4)).isEqualTo("R&D|E");
    }

    @Test
    void anEscapedDelimiterDoesNotSplit() {
        AstmRecord result = AstmRecord.of("R|1|^^^A&S&B^x|1");
        assertThat(result.component(3, 4)).isEqualTo("A^B");
        assertThat(result.component(3, 5)).isEqualTo("x");
    }

    @Test
    void theLabelNeverHoldsData() {
        assertThat(AstmRecord.of("P|Doe^Jane").label()).isEqualTo("P");
        assertThat(AstmRecord.of("P|12345678901").toString()).isEqualTo("P");
        assertThat(AstmRecord.of("").label()).isBlank();
    }

    @Test
    void countingFromZeroIsAMistakeOfTheCaller() {
        AstmRecord result = AstmRecord.of("R|1");
        assertThatThrownBy(() -> result.field(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> result.component(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> result.component(1, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
