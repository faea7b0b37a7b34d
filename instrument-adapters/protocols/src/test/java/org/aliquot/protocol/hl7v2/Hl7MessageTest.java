package org.aliquot.protocol.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages written after HL7 v2.5.1 chapters 2 and 7; no real person is in them. */
class Hl7MessageTest {
    private static final String HEADER =
            "MSH|^~\\&|Counter|Lab|LIS|Host|20260101120000||ORU^R01^ORU_R01|77|P|2.3.1||||0||UNICODE\r";

    @Test
    void theHeaderIsNumberedAsHl7Does() throws Exception {
        Hl7Message message = parse(HEADER);
        assertThat(message.field(1)).isEqualTo("|");
        assertThat(message.field(2)).isEqualTo("^~\\&");
        assertThat(message.header().component(2, 1)).isEqualTo("^~\\&");
        assertThat(message.header().repeats(2)).containsExactly(List.of("^~\\&"));
        assertThat(message.field(3)).isEqualTo("Counter");
        assertThat(message.type()).isEqualTo("ORU^R01");
        assertThat(message.header().component(9, 3)).isEqualTo("ORU_R01");
        assertThat(message.controlId()).isEqualTo("77");
        assertThat(message.processingId()).isEqualTo("P");
        assertThat(message.version()).isEqualTo("2.3.1");
        assertThat(message.field(16)).isEqualTo("0");
        assertThat(message.field(18)).isEqualTo("UNICODE");
        assertThat(message.field(19)).isEmpty();
        assertThat(message.header().fieldCount()).isEqualTo(18);
    }

    @Test
    void fieldsComponentsRepeatsAndSubcomponentsAreCountedFromOne() throws Exception {
        Hl7Segment obx = parse(HEADER + "OBX|17|NM|6690-2^WBC^LN~x^y&z^99||5.40|10*9/L|||||F\r")
                .segments("OBX")
                .findFirst()
                .orElseThrow();
        assertThat(obx.label()).isEqualTo("OBX|17");
        assertThat(obx.field(5)).isEqualTo("5.40");
        assertThat(obx.field(3)).isEqualTo("6690-2^WBC^LN");
        assertThat(obx.component(3, 2)).isEqualTo("WBC");
        assertThat(obx.component(3, 2, 2)).isEqualTo("y&z");
        assertThat(obx.subcomponent(3, 2, 2, 2)).isEqualTo("z");
        assertThat(obx.repeats(3)).containsExactly(List.of("6690-2", "WBC", "LN"), List.of("x", "y&z", "99"));
        assertThat(obx.fieldCount()).isEqualTo(11);
        assertThat(obx.field(40)).isEmpty();
        assertThat(obx.component(3, 9)).isEmpty();
        assertThat(obx.component(3, 9, 1)).isEmpty();
        assertThatThrownBy(() -> obx.field(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void escapesAreDecoded() throws Exception {
        assertThat(value("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f")).isEqualTo("a|b^c&d~e\\f");
        assertThat(value("10\\S\\9/L")).isEqualTo("10^9/L");
        assertThat(value("\\Z03BC\\g/L")).isEqualTo("\u03BCg/L");
        assertThat(value("\\XC2B5\\g/L")).isEqualTo("\u00B5g/L");
        assertThat(value("one\\.br\\two")).isEqualTo("one\ntwo");
        assertThat(value("\\H\\loud\\N\\")).isEqualTo("loud");
    }

    @Test
    void whatOnlyLooksLikeAnEscapeIsText() throws Exception {
        for (String text : List.of("C:\\tmp\\x", "\\", "\\\\", "\\XZZ\\", "\\Z12\\", "\\ZD800\\", "\\Zplus\\")) {
            assertThat(value(text)).isEqualTo(text);
        }
    }

    @Test
    void anExplicitNullIsNotAnEmptyField() throws Exception {
        Hl7Segment obx = parse(HEADER + "OBX|1|ST|A||\"\"||\r")
                .segments("OBX")
                .findFirst()
                .orElseThrow();
        assertThat(obx.isNull(5)).isTrue();
        assertThat(obx.isNull(6)).isFalse();
    }

    @Test
    void delimitersAreTakenFromTheHeader() throws Exception {
        Hl7Message message = parse("MSH#*!/+#App##LIS\rOBX#1#NM#a*b!c*d##5/R/4\r");
        assertThat(message.delimiters()).isEqualTo(new Hl7Delimiters('#', '*', '!', '/', '+'));
        Hl7Segment obx = message.segments().get(1);
        assertThat(obx.component(3, 2, 1)).isEqualTo("c");
        assertThat(obx.field(5)).isEqualTo("5!4");
    }

    @Test
    void segmentsEndWithCrLfOrBoth() throws Exception {
        for (String end : List.of("\r", "\n", "\r\n")) {
            Hl7Message message = parse(HEADER.replace("\r", end) + "PID|1" + end + "OBX|1" + end);
            assertThat(message.segments().stream().map(Hl7Segment::name)).containsExactly("MSH", "PID", "OBX");
            assertThat(new String(message.text(), StandardCharsets.US_ASCII)).isEqualTo(HEADER + "PID|1\rOBX|1\r");
        }
    }

    @Test
    void aLineBreakInsideATextDoesNotLoseTheRest() throws Exception {
        Hl7Message message = parse(HEADER + "NTE|1||first\nsecond|x\rOBX|1\r");
        assertThat(message.segments()).hasSize(3);
        assertThat(message.segments().get(1).field(3)).isEqualTo("first\nsecond");
        assertThat(message.segments().get(1).field(4)).isEqualTo("x");
    }

    @Test
    void theConfiguredCharacterSetWinsOverTheHeader() throws Exception {
        byte[] latin = (HEADER + "OBX|1|NM|A||5|\u00B5g\r").getBytes(StandardCharsets.ISO_8859_1);
        Hl7Message message = Hl7Message.parse(latin, StandardCharsets.ISO_8859_1);
        assertThat(message.segments().get(1).field(6)).isEqualTo("\u00B5g");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws Exception {
        byte[] marked = ("\uFEFF" + HEADER).getBytes(StandardCharsets.UTF_8);
        Hl7Message message = Hl7Message.parse(marked, StandardCharsets.UTF_8);
        assertThat(message.from()).isEqualTo(3);
        assertThat(message.type()).isEqualTo("ORU^R01");
    }

    @Test
    void segmentsPointAtTheirBytes() throws Exception {
        String text = HEADER + "PID|1\r";
        Hl7Segment pid = parse(text).segments().get(1);
        assertThat(text.substring(pid.from(), pid.to())).isEqualTo("PID|1");
    }

    @Test
    void whatIsNoMessageIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> parse("Doe^Jane"))
                .isInstanceOf(Hl7FormatException.class)
                .hasMessage("8 bytes hold 0 messages: expected one, beginning with MSH and its delimiters");
        assertThatThrownBy(() -> parse("")).isInstanceOf(Hl7FormatException.class);
        assertThatThrownBy(() -> parse("MSH")).isInstanceOf(Hl7FormatException.class);
        assertThatThrownBy(() -> parse(HEADER + HEADER)).isInstanceOf(Hl7FormatException.class);
    }

    @Test
    void labelsNeverHoldData() throws Exception {
        Hl7Message message = parse(HEADER + "PID|Doe|x\r");
        assertThat(message.segments().get(1).label()).isEqualTo("PID");
        assertThat(message.toString()).doesNotContain("Doe");
    }

    private static String value(String field) throws Hl7FormatException {
        return parse(HEADER + "OBX|1|ST|A||" + field + "|\r").segments().get(1).field(5);
    }

    private static Hl7Message parse(String text) throws Hl7FormatException {
        return Hl7Message.parse(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
