package org.aliquot.protocol.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.Escape;
import ca.uhn.hl7v2.parser.GenericParser;
import ca.uhn.hl7v2.util.Terser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.mllp.MllpFraming;
import org.junit.jupiter.api.Test;

class Hl7ReaderTest {
    private static final String ONE = "MSH|^~\\&|A||B||20260101||ORU^R01|1|P|2.5.1<CR>OBX|1|NM|x||<0.10|g<CR>";
    private static final String TWO = ONE.replace("|1|P|", "|2|P|");

    @Test
    void blocksAreRead() {
        Hl7Conversation read = read("<VT>" + ONE + "<FS><CR><VT>" + TWO + "<FS><CR>");
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages().stream().map(Hl7Message::controlId)).containsExactly("1", "2");
        assertThat(read.messages()).allMatch(Hl7Message::complete);
    }

    @Test
    void bareMessagesAreRead() {
        Hl7Conversation read = read(ONE + "<CR><LF>" + TWO.replace("<CR>", "<LF>"));
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages().stream().map(Hl7Message::controlId)).containsExactly("1", "2");
    }

    @Test
    void aMessageOutsideAnyBlockIsNotWholeWhereBlocksAreRequired() {
        String cut = "OBX|2|NM|718-7^HGB^LN||13";
        for (String bare : List.of(ONE + cut, ONE + cut + "<CR>", ONE + "<FS><CR>", ONE + TWO + cut)) {
            Hl7Conversation live = Hl7Reader.read(
                    Wire.bytes(bare + "<VT>" + ONE + "<FS><CR>"), StandardCharsets.UTF_8, MllpFraming.REQUIRED);
            int last = live.messages().size() - 1;
            assertThat(last).isPositive();
            assertThat(live.messages().subList(0, last)).as(bare).noneMatch(Hl7Message::complete);
            assertThat(live.messages().get(last).complete()).isTrue();
            assertThat(read(bare).messages()).as("in a file").allMatch(Hl7Message::complete);
        }
    }

    @Test
    void severalMessagesInOneBlockAreRead() {
        assertThat(read("<VT>" + ONE + TWO + "<FS><CR>").messages()).hasSize(2);
    }

    @Test
    void envelopesOfBatchesAreNoMessages() {
        Hl7Conversation read = read("FHS|^~\\&<CR>BHS|^~\\&<CR>" + ONE + TWO + "BTS|2<CR>FTS|1<CR>");
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages()).hasSize(2).allMatch(m -> m.segments().size() == 2);
    }

    @Test
    void bytesPointIntoTheWholeInput() {
        byte[] raw = Wire.bytes("xx<CR><VT>" + ONE + "<FS><CR>");
        Hl7Segment obx = Hl7Reader.read(raw, StandardCharsets.UTF_8)
                .messages()
                .get(0)
                .segments()
                .get(1);
        assertThat(new String(Arrays.copyOfRange(raw, obx.from(), obx.to()), StandardCharsets.UTF_8))
                .isEqualTo("OBX|1|NM|x||<0.10|g");
    }

    @Test
    void garbageBeforeABlockIsReported() {
        Hl7Conversation read = read("garbage<VT>" + ONE + "<FS><CR>");
        assertThat(read.messages()).hasSize(1);
        assertThat(read.faults()).singleElement().satisfies(f -> {
            assertThat(f.kind()).isEqualTo(Hl7Fault.Kind.STRAY_BYTES);
            assertThat(f.from()).isZero();
            assertThat(f.to()).isEqualTo(7);
        });
    }

    @Test
    void aBlockThatLostItsStartIsReadAsBareText() {
        Hl7Conversation read = read(ONE + "<FS><CR>");
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.segments().get(1).field(6)).isEqualTo("g"));
        assertThat(read.faults()).isEmpty();
    }

    @Test
    void aBlockWithoutItsEndIsIncomplete() {
        Hl7Conversation read = read("<VT>" + ONE);
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.complete()).isFalse());
        assertThat(read.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Hl7Fault.Kind.UNFINISHED_BLOCK));
    }

    @Test
    void aBlockWithoutAMessageIsReported() {
        assertThat(read("<VT><FS><CR>").faults())
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Hl7Fault.Kind.NO_HEADER));
        assertThat(read("<VT>PID|1<FS><CR>").faults()).allMatch(f -> f.kind() == Hl7Fault.Kind.NO_HEADER);
    }

    @Test
    void aLineThatIsNoSegmentIsReported() {
        assertThat(read(ONE + "whatever<CR>").faults())
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Hl7Fault.Kind.MALFORMED_SEGMENT));
    }

    @Test
    void undecodableBytesAreReportedAndKept() {
        byte[] raw = "MSH|^~\\&|A\rOBX|1|NM|\u00B5\r".getBytes(StandardCharsets.ISO_8859_1);
        Hl7Conversation read = Hl7Reader.read(raw, StandardCharsets.UTF_8);
        assertThat(read.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Hl7Fault.Kind.UNDECODABLE_BYTES));
        assertThat(read.messages().get(0).text()).isEqualTo(raw);
    }

    @Test
    void noiseOfAnyLengthGivesFewFaultsAndTakesLittleTime() {
        for (String noise : List.of("<VT>", "x<CR>", "PID|1<CR>", "<VT><FS><CR>", "<VT>x<FS><CR>")) {
            Hl7Conversation read = read(noise.repeat(20_000));
            assertThat(read.faults()).as(noise).hasSizeBetween(1, 1000);
            assertThat(read.messages()).as(noise).isEmpty();
        }
        Hl7Conversation broken = read(ONE + "<LF>x".repeat(500_000));
        assertThat(broken.messages()).hasSize(1);
    }

    @Property(tries = 1000)
    void noInputIsTooBroken(@ForAll("broken") byte[] raw) {
        Hl7Conversation read = Hl7Reader.read(raw, StandardCharsets.UTF_8);
        for (Hl7Message message : read.messages()) {
            assertThat(message.to()).isBetween(message.from(), raw.length);
            assertThat(message.type()).isNotNull();
            for (Hl7Segment segment : message.segments()) {
                assertThat(segment.name()).hasSize(3);
                assertThat(segment.repeats(3)).isNotNull();
            }
        }
        assertThat(read.faults()).allMatch(f -> f.to() <= raw.length);
    }

    @Property(tries = 300)
    void fieldsReadAsHapiReadsThem(@ForAll("data") String field, @ForAll @IntRange(min = 1, max = 6) int place)
            throws Exception {
        EncodingCharacters usual = new EncodingCharacters('|', "^~\\&");
        String text = "MSH|^~\\&|A||B||20260101||ORU^R01|1|P|2.5.1\rZZZ" + "|".repeat(place)
                + Hl7Escapes.encode(field, Hl7Delimiters.USUAL) + "|end\r";
        Hl7Message ours = Hl7Message.parse(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(ours.segments().get(1).field(place)).isEqualTo(field);
        assertThat(Escape.unescape(ours.segments().get(1).rawField(place), usual))
                .isEqualTo(field);
        assertThat(hapi(text, place)).isEqualTo(field);
    }

    private static String hapi(String text, int place) throws HL7Exception {
        GenericMessage message = new GenericMessage.V251(new DefaultModelClassFactory());
        message.setParser(new GenericParser());
        message.parse(text);
        String value = new Terser(message).get("ZZZ-" + place);
        return value == null ? "" : value;
    }

    @Provide
    Arbitrary<String> data() {
        return Arbitraries.strings()
                .withChars("|^~\\&FSTREa1 5\u00B5")
                .ofMaxLength(15)
                .filter(s -> s.equals(s.strip()));
    }

    @Provide
    Arbitrary<byte[]> broken() {
        return Arbitraries.oneOf(
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
                        Arbitraries.of(
                                        "<VT>",
                                        "<FS>",
                                        "<CR>",
                                        "<LF>",
                                        ONE,
                                        TWO,
                                        "MSH",
                                        "MSH|",
                                        "MSHAB",
                                        "OBX|2|\\X",
                                        "PID|",
                                        "\uFEFF")
                                .map(Wire::bytes))
                .list()
                .ofMaxSize(15)
                .map(Wire::join);
    }

    private static Hl7Conversation read(String readable) {
        return Hl7Reader.read(Wire.bytes(readable), StandardCharsets.UTF_8);
    }
}
