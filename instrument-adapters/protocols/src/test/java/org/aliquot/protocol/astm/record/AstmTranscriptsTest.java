package org.aliquot.protocol.astm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.junit.jupiter.api.Test;

/** Messages written after LIS02-A2; no real person is in them. */
class AstmTranscriptsTest {
    private static final List<String> RECORDS = List.of(
            "H|\\^&|||Counter^1||||||||LIS2-A2",
            "P|1",
            "O|1|S-1||^^^WBC\\^^^RBC",
            "R|1|^^^WBC|5.40|10*3/uL||N||F",
            "R|2|^^^RBC|<0.10|10*6/uL||LL||F",
            "L|1|N");
    private static final String TEXT = String.join("\r", RECORDS) + "\r";

    @Test
    void aSessionWithOneRecordInEachFrameIsRead() {
        assertWhole(read(session(frames(1, RECORDS))));
    }

    @Test
    void aSessionWithAllRecordsInOneFrameIsRead() {
        assertWhole(read(session(List.of(FrameEncoder.frame(1, ascii(TEXT), true)))));
    }

    @Test
    void framesWithoutEnqAndEotAreRead() {
        assertWhole(read(Wire.join(frames(1, RECORDS))));
        assertWhole(read(Wire.join(frames(7, RECORDS))));
    }

    @Test
    void bareRecordsAreReadWhateverEndsThem() {
        for (String end : List.of("\r", "\n", "\r\n", "\r\r")) {
            assertWhole(read(ascii(String.join(end, RECORDS))));
            assertWhole(read(ascii(String.join(end, RECORDS) + end)));
        }
    }

    @Test
    void bareRecordsBetweenEnqAndEotAreRead() {
        assertWhole(read(Wire.bytes("<ENQ>" + TEXT + "<EOT>")));
        assertWhole(read(Wire.bytes("<SOH>" + TEXT + "<EOT>")));
    }

    @Test
    void aByteOrderMarkBeforeBareRecordsIsNoPartOfThem() {
        AstmConversation read = read(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8));
        assertWhole(read);
        assertThat(read.messages().get(0).from()).isEqualTo(3);
    }

    @Test
    void frameNumbersLeftByALoggerAreNoPartOfTheRecords() {
        StringBuilder logged = new StringBuilder();
        for (int i = 0; i < RECORDS.size(); i++) {
            logged.append((i + 1) % 8).append(RECORDS.get(i)).append('\r');
        }
        assertWhole(read(ascii(logged.toString())));
    }

    @Test
    void aRecordCutInMidFieldOverFramesIsOneRecord() {
        List<byte[]> frames = new ArrayList<>();
        List<byte[]> pieces = FrameEncoder.split(ascii(TEXT), 7);
        for (int i = 0; i < pieces.size(); i++) {
            frames.add(FrameEncoder.frame((i + 1) % 8, pieces.get(i), i == pieces.size() - 1));
        }
        AstmConversation read = read(session(frames));
        assertWhole(read);
        assertThat(read.frames().verified()).isEqualTo(pieces.size());
    }

    @Test
    void etbMayEndACompleteRecord() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < RECORDS.size(); i++) {
            frames.add(FrameEncoder.frame(i + 1, ascii(RECORDS.get(i) + "\r"), i == RECORDS.size() - 1));
        }
        assertWhole(read(session(frames)));
    }

    @Test
    void etxEndsARecordThatLacksItsCr() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < RECORDS.size(); i++) {
            frames.add(FrameEncoder.frame(i + 1, ascii(RECORDS.get(i)), true));
        }
        assertWhole(read(session(frames)));
    }

    @Test
    void aMessageHasTheSameTextHoweverItIsFramed() {
        byte[] expected = ascii(TEXT);
        for (byte[] raw : List.of(
                ascii(TEXT),
                ascii(TEXT.replace("\r", "\r\n")),
                session(frames(1, RECORDS)),
                session(List.of(FrameEncoder.frame(1, ascii(TEXT), true))))) {
            assertThat(read(raw).messages().get(0).text()).isEqualTo(expected);
        }
    }

    @Test
    void everyRecordPointsAtItsBytes() {
        byte[] raw = session(frames(1, RECORDS));
        List<AstmRecord> records = read(raw).messages().get(0).records();
        for (int i = 0; i < records.size(); i++) {
            AstmRecord r = records.get(i);
            assertThat(new String(Arrays.copyOfRange(raw, r.from(), r.to()), StandardCharsets.US_ASCII))
                    .isEqualTo(RECORDS.get(i));
        }
    }

    @Test
    void severalMessagesInOneSessionAndSeveralSessionsAreRead() {
        byte[] twice = session(List.of(FrameEncoder.frame(1, ascii(TEXT + TEXT), true)));
        assertThat(read(twice).messages()).hasSize(2).allMatch(AstmMessage::complete);
        byte[] sessions = Wire.join(List.of(session(frames(1, RECORDS)), session(frames(1, RECORDS))));
        assertThat(read(sessions).messages()).hasSize(2).allMatch(AstmMessage::complete);
        assertThat(read(sessions).faults()).isEmpty();
    }

    @Test
    void doubleEnqIsNoFault() {
        assertWhole(read(Wire.join(List.of(Wire.bytes("<ENQ>"), session(frames(1, RECORDS))))));
    }

    @Test
    void answersOfTheHostInACaptureAreSkipped() {
        List<byte[]> both = new ArrayList<>(List.of(Wire.bytes("<ENQ><ACK>")));
        for (byte[] frame : frames(1, RECORDS)) {
            both.add(frame);
            both.add(Wire.bytes("<ACK>"));
        }
        both.add(Wire.bytes("<EOT>"));
        assertWhole(read(Wire.join(both)));
    }

    @Test
    void aResentFrameIsReadOnce() {
        List<byte[]> frames = frames(1, RECORDS);
        frames.add(3, frames.get(3));
        for (FrameNumbering numbering : FrameNumbering.values()) {
            AstmConversation read = AstmTranscripts.read(session(frames), StandardCharsets.UTF_8, numbering);
            assertWhole(read);
            assertThat(read.frames().duplicates()).isEqualTo(1);
        }
    }

    @Test
    void aBadFrameMadeGoodIsNoFault() {
        List<byte[]> frames = frames(1, RECORDS);
        frames.add(3, damaged(frames.get(3)));
        for (FrameNumbering numbering : FrameNumbering.values()) {
            AstmConversation read = AstmTranscripts.read(session(frames), StandardCharsets.UTF_8, numbering);
            assertWhole(read);
            assertThat(read.frames().rejected()).isEqualTo(1);
        }
    }

    @Test
    void aBadFrameNeverMadeGoodMakesTheMessageIncomplete() {
        List<byte[]> frames = frames(1, RECORDS);
        frames.set(3, damaged(frames.get(3)));
        AstmConversation read = read(session(frames));
        assertThat(read.messages()).singleElement().satisfies(m -> {
            assertThat(m.complete()).isFalse();
            assertThat(m.records()).hasSize(5);
        });
        assertThat(kinds(read)).containsExactly(AstmFault.Kind.MISNUMBERED_FRAME, AstmFault.Kind.REJECTED_FRAME);
    }

    @Test
    void underStrictNumbersNothingAfterAGapIsTaken() {
        List<byte[]> frames = frames(1, RECORDS);
        frames.remove(3);
        AstmConversation read = AstmTranscripts.read(session(frames), StandardCharsets.UTF_8, FrameNumbering.STRICT);
        assertThat(read.messages()).singleElement().satisfies(m -> {
            assertThat(m.complete()).isFalse();
            assertThat(m.records()).hasSize(3);
        });
        assertThat(kinds(read)).contains(AstmFault.Kind.REJECTED_FRAME, AstmFault.Kind.INCOMPLETE_MESSAGE);
    }

    @Test
    void framesThatAllBearTheNumberOneAreReadFromACaptureAndReported() {
        List<byte[]> frames = new ArrayList<>();
        for (String r : RECORDS) {
            frames.add(FrameEncoder.frame(1, ascii(r + "\r"), true));
        }
        AstmConversation read = read(session(frames));
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.records()).hasSize(6));
        // Neighbouring faults of one kind are one: from the second frame to the last.
        assertThat(read.faults()).singleElement().satisfies(f -> {
            assertThat(f.kind()).isEqualTo(AstmFault.Kind.MISNUMBERED_FRAME);
            assertThat(f.from()).isEqualTo(1 + frames.get(0).length);
            assertThat(f.to()).isEqualTo(session(frames).length - 1);
        });
    }

    @Test
    void aWronglyNumberedFrameThatWasRepeatedWasRefusedOnTheLineAndIsRefusedHere() {
        List<byte[]> frames = frames(1, RECORDS);
        frames.remove(4);
        for (int i = 0; i < 5; i++) {
            frames.add(frames.get(4));
        }
        AstmConversation read = read(session(frames));
        assertThat(read.messages()).singleElement().satisfies(m -> {
            assertThat(m.complete()).isFalse();
            assertThat(m.records()).hasSize(4);
        });
        assertThat(read.frames().rejected()).isEqualTo(6);
    }

    @Test
    void noiseOfAnyLengthGivesFewFaults() {
        for (String noise :
                List.of("<STX>", "<STX>1<ETX>34", "<STX>1<ETX>35", "x<CR>", "<STX>x<ETX>", "L<CR>", "H|<CR>")) {
            byte[] raw = Wire.bytes(noise.repeat(20_000));
            for (FrameNumbering numbering : FrameNumbering.values()) {
                AstmConversation read = AstmTranscripts.read(raw, StandardCharsets.UTF_8, numbering);
                assertThat(read.faults()).as(noise).hasSizeLessThanOrEqualTo(1000);
                assertThat(read.messages()).as(noise).noneMatch(AstmMessage::complete);
            }
        }
    }

    @Test
    void aFrameWhoseStartWasLostIsNotReadAsABareRecord() {
        List<byte[]> frames = frames(1, RECORDS);
        byte[] beheaded = Arrays.copyOfRange(frames.get(3), 1, frames.get(3).length);
        frames.add(3, beheaded);
        AstmConversation read = read(session(frames));
        assertThat(read.messages().get(0).records()).hasSize(6);
        assertThat(kinds(read)).containsExactly(AstmFault.Kind.STRAY_BYTES);
    }

    @Test
    void aMessageWithoutItsEndIsIncomplete() {
        AstmConversation read = read(session(frames(1, RECORDS.subList(0, 5))));
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.complete()).isFalse());
        assertThat(read.faults()).singleElement().satisfies(f -> {
            assertThat(f.kind()).isEqualTo(AstmFault.Kind.INCOMPLETE_MESSAGE);
            assertThat(f.text()).isEqualTo("message without its L record");
        });
    }

    @Test
    void aConnectionLostInMidFrameLeavesAnIncompleteMessage() {
        byte[] whole = session(frames(1, RECORDS));
        AstmConversation read = read(Arrays.copyOf(whole, whole.length - 8));
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.complete()).isFalse());
        assertThat(kinds(read)).contains(AstmFault.Kind.REJECTED_FRAME, AstmFault.Kind.INCOMPLETE_MESSAGE);
    }

    @Test
    void recordsWithoutHeaderAreIncomplete() {
        AstmConversation read = read(ascii("R|1|^^^WBC|5.40\rL|1|N\r"));
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.complete()).isFalse());
        assertThat(read.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.text()).isEqualTo("message without its H record"));
    }

    @Test
    void bytesThatAreNotOfTheCharacterSetAreReportedAndKept() {
        byte[] latin = (TEXT.replace("Counter", "Z\u00E4hler")).getBytes(StandardCharsets.ISO_8859_1);
        AstmConversation asUtf8 = read(latin);
        assertThat(kinds(asUtf8)).containsExactly(AstmFault.Kind.UNDECODABLE_BYTES);
        assertThat(asUtf8.messages().get(0).text()).isEqualTo(latin);
        assertThat(asUtf8.messages().get(0).records().get(0).component(5, 1)).isEqualTo("Z\uFFFDhler");

        AstmConversation asLatin = AstmTranscripts.read(latin, StandardCharsets.ISO_8859_1);
        assertThat(asLatin.faults()).isEmpty();
        assertThat(asLatin.messages().get(0).records().get(0).component(5, 1)).isEqualTo("Z\u00E4hler");
    }

    @Test
    void aCharacterCutByAFrameBorderIsWhole() {
        byte[] text = ("H|\\^&|||M\u00FCller\rL|1|N\r").getBytes(StandardCharsets.UTF_8);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < text.length; i++) {
            frames.add(FrameEncoder.frame((i + 1) % 8, new byte[] {text[i]}, i == text.length - 1));
        }
        AstmConversation read = read(session(frames));
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages().get(0).records().get(0).field(5)).isEqualTo("M\u00FCller");
    }

    @Test
    void linesThatAreNoRecordsAreReported() {
        AstmConversation inside = read(ascii("H|\\^&\rwhatever\rL|1|N\r"));
        assertThat(kinds(inside)).containsExactly(AstmFault.Kind.MALFORMED_RECORD);
        AstmConversation alone = read(ascii("whatever"));
        assertThat(alone.messages()).isEmpty();
        assertThat(kinds(alone)).containsExactly(AstmFault.Kind.STRAY_BYTES);
    }

    @Test
    void aLineBreakWithinACommentIsPartOfIt() {
        String text = "H|\\^&\rP|1\rO|1|S-1\rC|1|I|line one\nline two|G\rR|1|^^^WBC|5.40\rC|1||a\nb\nc\rL|1|N\r";
        for (byte[] sent : List.of(
                ascii(text),
                session(List.of(FrameEncoder.frame(1, ascii(text), true))),
                ascii(text.replace('\r', '\n')))) {
            AstmConversation read = read(sent);
            assertThat(read.faults()).isEmpty();
            AstmMessage message = read.messages().get(0);
            assertThat(message.complete()).isTrue();
            assertThat(message.records())
                    .extracting(AstmRecord::type)
                    .containsExactly('H', 'P', 'O', 'C', 'R', 'C', 'L');
            assertThat(message.records().get(3).component(4, 1)).isEqualTo("line one\nline two");
            assertThat(message.records().get(3).component(5, 1)).isEqualTo("G");
            assertThat(message.records().get(5).component(4, 1)).isEqualTo("a\nb\nc");
            assertThat(message.text()).isEqualTo(ascii(text));
        }
    }

    @Test
    void aDamagedRecordAfterACommentIsNoPartOfIt() {
        for (String damaged : List.of("?|2|^^^RBC|4.10|10*6/uL", "|2|^^^RBC|4.10", "a\n".repeat(200))) {
            AstmConversation read = read(ascii("H|\\^&\nO|1|S-1\nC|1||text\n" + damaged + "\nL|1|N\n"));
            assertThat(read.faults()).extracting(AstmFault::kind).as(damaged).contains(AstmFault.Kind.MALFORMED_RECORD);
        }
        assertThat(read(ascii("H|\\^&\nO|1|S-1\nC|1||text\rline two\nL|1|N\n")).faults())
                .as("after CR a line is a record's")
                .hasSize(1);
    }

    @Test
    void nothingIsReadFromNothing() {
        AstmConversation read = read(new byte[0]);
        assertThat(read.messages()).isEmpty();
        assertThat(read.faults()).isEmpty();
    }

    @Test
    void aCharacterSetWithoutAsciiIsRefused() {
        assertThatThrownBy(() -> AstmTranscripts.read(new byte[0], StandardCharsets.UTF_16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-16: expected one that contains ASCII");
    }

    @Test
    void faultsAndNamesNeverShowData() {
        byte[] raw = ascii("H|\\^&\rP|1||Doe^Jane\rDoe Jane was here\r");
        AstmConversation read = read(raw);
        assertThat(read.toString()).doesNotContain("Doe").doesNotContain("Jane");
    }

    @Property(tries = 1000)
    void noInputIsTooBroken(@ForAll("broken") byte[] raw, @ForAll FrameNumbering numbering) {
        AstmConversation read = AstmTranscripts.read(raw, StandardCharsets.UTF_8, numbering);
        for (AstmMessage message : read.messages()) {
            assertThat(message.records()).isNotEmpty();
            assertThat(message.to()).isBetween(message.from(), raw.length);
            for (AstmRecord r : message.records()) {
                assertThat(r.field(1)).isNotEmpty();
                assertThat(r.repeats(3)).isNotNull();
            }
        }
        assertThat(read.faults()).allMatch(f -> f.to() <= raw.length);
    }

    /** Every byte in turn, every value it can have: a random choice finds the one that hurts once a month. */
    @Test
    void aDamagedByteNeverGivesACompleteMessageWithOtherText() {
        byte[] sound = session(frames(1, RECORDS));
        List<String> wrong = new ArrayList<>();
        for (int where = 0; where < sound.length; where++) {
            byte[] raw = sound.clone();
            for (int value = 0; value < 256; value++) {
                raw[where] = (byte) value;
                for (FrameNumbering numbering : FrameNumbering.values()) {
                    for (AstmMessage message : AstmTranscripts.read(raw, StandardCharsets.UTF_8, numbering)
                            .messages()) {
                        String text = new String(message.text(), StandardCharsets.US_ASCII);
                        if (message.complete() && !text.equals(TEXT)) {
                            wrong.add(numbering + ", byte " + where + " (" + sound[where] + ") as " + value + ": "
                                    + text.replace('\r', '~'));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Provide
    Arbitrary<byte[]> broken() {
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(30);
        Arbitrary<byte[]> controls = Arbitraries.of(
                        "<STX>", "<ETX>", "<ETB>", "<ENQ>", "<EOT>", "<CR>", "<LF>", "&X", "|", "H|")
                .map(Wire::bytes);
        Arbitrary<byte[]> pieces = Arbitraries.of(RECORDS)
                .flatMap(r ->
                        Arbitraries.integers().between(0, 7).map(n -> FrameEncoder.frame(n, ascii(r + "\r"), n > 3)));
        Arbitrary<byte[]> bare = Arbitraries.of(RECORDS).map(r -> ascii(r + "\r"));
        return Arbitraries.oneOf(noise, controls, pieces, bare)
                .list()
                .ofMaxSize(25)
                .map(Wire::join);
    }

    private static void assertWhole(AstmConversation read) {
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages()).singleElement().satisfies(m -> {
            assertThat(m.complete()).isTrue();
            assertThat(new String(m.text(), StandardCharsets.US_ASCII)).isEqualTo(TEXT);
            assertThat(m.records()).hasSize(6);
            assertThat(m.records().get(4).field(4)).isEqualTo("<0.10");
        });
    }

    private static AstmConversation read(byte[] raw) {
        return AstmTranscripts.read(raw, StandardCharsets.UTF_8);
    }

    private static List<AstmFault.Kind> kinds(AstmConversation read) {
        return read.faults().stream().map(AstmFault::kind).toList();
    }

    private static List<byte[]> frames(int first, List<String> records) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            frames.add(FrameEncoder.frame((first + i) % 8, ascii(records.get(i) + "\r"), true));
        }
        return frames;
    }

    private static byte[] session(List<byte[]> frames) {
        return Wire.join(List.of(Wire.bytes("<ENQ>"), Wire.join(frames), Wire.bytes("<EOT>")));
    }

    private static byte[] damaged(byte[] frame) {
        byte[] copy = frame.clone();
        copy[5] ^= 1;
        return copy;
    }

    private static byte[] ascii(String text) {
        Charset ascii = StandardCharsets.US_ASCII;
        return text.getBytes(ascii);
    }
}
