package org.aliquot.protocol.astm.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.aliquot.protocol.Wire;
import org.junit.jupiter.api.Test;

class AstmLinkDecoderTest {
    /** Sum of {@code 1A<CR><ETX>}: 31 + 41 + 0D + 03 = 82. */
    private static final String FRAME = "<STX>1A<CR><ETX>82<CR><LF>";

    @Test
    void aFrameIsItsNumberItsTextAndItsEnd() {
        assertThat(decode(FRAME)).singleElement().isInstanceOfSatisfying(LinkEvent.Frame.class, frame -> {
            assertThat(frame.number()).isEqualTo(1);
            assertThat(frame.text()).isEqualTo(Wire.bytes("A<CR>"));
            assertThat(frame.last()).isTrue();
            assertThat(frame.raw()).isEqualTo(Wire.bytes(FRAME));
            assertThat(frame.textFrom()).isEqualTo(2);
        });
    }

    @Test
    void etbSaysThatMoreFollows() {
        // 32 + 42 + 17 = 8B
        assertThat(decode("<STX>2B<ETB>8B<CR><LF>"))
                .singleElement()
                .isInstanceOfSatisfying(
                        LinkEvent.Frame.class, frame -> assertThat(frame.last()).isFalse());
    }

    @Test
    void controlCharactersAreEventsWithTheirPlace() {
        assertThat(decode("<ENQ>" + FRAME + "<ACK><NAK><EOT>"))
                .satisfiesExactly(
                        e -> assertThat(e).isEqualTo(new LinkEvent.Enq(0)),
                        e -> assertThat(e).isInstanceOf(LinkEvent.Frame.class),
                        e -> assertThat(e).isEqualTo(new LinkEvent.Ack(10)),
                        e -> assertThat(e).isEqualTo(new LinkEvent.Nak(11)),
                        e -> assertThat(e).isEqualTo(new LinkEvent.Eot(12)));
    }

    @Test
    void aWrongChecksumMakesABadFrame() {
        assertThat(decode("<STX>1A<CR><ETX>83<CR><LF>")).satisfiesExactly(bad(FrameFault.CHECKSUM));
    }

    @Test
    void aChecksumInLowerCaseIsTaken() {
        // 31 + 4B + 03 = 7F
        assertThat(decode("<STX>1K<ETX>7f<CR><LF>")).singleElement().isInstanceOf(LinkEvent.Frame.class);
    }

    @Test
    void aFrameWithoutChecksumIsBadAndWhatFollowsIsReadOn() {
        assertThat(decode("<STX>1A<CR><ETX><CR><LF>" + FRAME))
                .satisfiesExactly(
                        bad(FrameFault.CHECKSUM_MISSING),
                        e -> assertThat(e).isInstanceOf(LinkEvent.Stray.class),
                        e -> assertThat(e).isInstanceOf(LinkEvent.Frame.class));
    }

    @Test
    void aFrameWithoutNumberIsBad() {
        // 41 + 03 = 44
        assertThat(decode("<STX>A<ETX>44<CR><LF>")).satisfiesExactly(bad(FrameFault.FRAME_NUMBER_MISSING));
        assertThat(decode("<STX>8A<ETX>7C<CR><LF>")).satisfiesExactly(bad(FrameFault.FRAME_NUMBER_MISSING));
    }

    @Test
    void anEmptyFrameIsAFrame() {
        // 31 + 03 = 34
        assertThat(decode("<STX>1<ETX>34<CR><LF>"))
                .singleElement()
                .isInstanceOfSatisfying(
                        LinkEvent.Frame.class, frame -> assertThat(frame.text()).isEmpty());
    }

    @Test
    void betweenFramesThereMayBeLfAloneOrNothing() {
        String bare = "<STX>1A<CR><ETX>82";
        assertThat(decode(bare + "<LF>" + bare + bare + "<CR>" + bare + "<CR><LF>"))
                .hasSize(4)
                .allSatisfy(e -> assertThat(e).isInstanceOf(LinkEvent.Frame.class));
    }

    @Test
    void aFrameWithoutLineEndIsHeldUntilReleased() {
        AstmLinkDecoder decoder = new AstmLinkDecoder();
        List<LinkEvent> events = new ArrayList<>();
        decoder.feed(Wire.buffer("<STX>1A<CR><ETX>82<CR>"), events::add);
        assertThat(events).isEmpty();
        assertThat(decoder.holdsFrame()).isTrue();
        decoder.releaseHeld(events::add);
        assertThat(events).singleElement().isInstanceOf(LinkEvent.Frame.class);
        decoder.feed(Wire.buffer("<LF><EOT>"), events::add);
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        LinkEvent.Stray.class,
                        late -> assertThat(late.isLineEnd()).isTrue());
        assertThat(events.get(2)).isInstanceOf(LinkEvent.Eot.class);
    }

    @Test
    void aNewFrameInsideAFrameCutsItShort() {
        assertThat(decode("<STX>1AB" + FRAME))
                .satisfiesExactly(bad(FrameFault.CUT_SHORT), e -> assertThat(e).isInstanceOf(LinkEvent.Frame.class));
    }

    @Test
    void eotInsideAFrameEndsTheSession() {
        assertThat(decode("<STX>1AB<EOT>"))
                .satisfiesExactly(bad(FrameFault.CUT_SHORT), e -> assertThat(e).isInstanceOf(LinkEvent.Eot.class));
    }

    @Test
    void anEnqInsideAFrameOrInPlaceOfItsLineEndIsNoRequest() {
        assertThat(decode("<STX>1AB<ENQ>C<EOT>"))
                .satisfiesExactly(
                        bad(FrameFault.CUT_SHORT),
                        e -> assertThat(e.raw()).isEqualTo(Wire.bytes("<ENQ>C")),
                        e -> assertThat(e).isInstanceOf(LinkEvent.Eot.class));
        assertThat(decode("<STX>1A<CR><ETX>82<ENQ><LF><EOT>"))
                .satisfiesExactly(
                        e -> assertThat(e).isInstanceOf(LinkEvent.Frame.class),
                        e -> assertThat(e).isInstanceOf(LinkEvent.Stray.class),
                        e -> assertThat(e).isInstanceOf(LinkEvent.Eot.class));
    }

    @Test
    void bytesOutsideFramesAreStray() {
        assertThat(decode("noise<ENQ>"))
                .satisfiesExactly(
                        e -> assertThat(e.raw()).isEqualTo(Wire.bytes("noise")),
                        e -> assertThat(e).isEqualTo(new LinkEvent.Enq(5)));
    }

    @Test
    void aFrameOfTwentySevenKilobytesIsTaken() {
        byte[] text = "M".repeat(27_000).getBytes(StandardCharsets.US_ASCII);
        assertThat(decode(new AstmLinkDecoder(), FrameEncoder.frame(1, text, true)))
                .singleElement()
                .isInstanceOfSatisfying(
                        LinkEvent.Frame.class, frame -> assertThat(frame.text()).isEqualTo(text));
    }

    @Test
    void aCompleteOversizedFrameIsRefusedInOnePieceAndTheNextOneRead() {
        byte[] huge = FrameEncoder.frame(1, new byte[1000], true);
        byte[] both = Wire.join(List.of(huge, Wire.bytes(FRAME)));
        assertThat(decode(new AstmLinkDecoder(100), both))
                .satisfiesExactly(
                        e -> assertThat(e).isInstanceOfSatisfying(LinkEvent.BadFrame.class, bad -> {
                            assertThat(bad.fault()).isEqualTo(FrameFault.OVERSIZED);
                            assertThat(bad.raw()).hasSize(100);
                            assertThat(bad.size()).isEqualTo(huge.length);
                            assertThat(bad.to()).isEqualTo(huge.length);
                        }),
                        e -> assertThat(e.from()).isEqualTo(huge.length));
    }

    @Test
    void aFrameOfExactlyTheLimitIsTakenAndOneMoreByteIsNot() {
        byte[] frame = FrameEncoder.frame(1, new byte[20], true);
        assertThat(decode(new AstmLinkDecoder(frame.length), frame))
                .singleElement()
                .isInstanceOf(LinkEvent.Frame.class);
        assertThat(decode(new AstmLinkDecoder(frame.length - 1), frame)).satisfiesExactly(bad(FrameFault.OVERSIZED));
    }

    @Test
    void aFrameThatNeverEndsNeedsNoMoreMemoryThanTheLimit() {
        AstmLinkDecoder decoder = new AstmLinkDecoder(1000);
        List<LinkEvent> events = new ArrayList<>();
        decoder.feed(Wire.buffer("<STX>1"), events::add);
        for (int i = 0; i < 1000; i++) {
            decoder.feed(ByteBuffer.wrap(new byte[1000]), events::add);
        }
        assertThat(events).isEmpty();
        assertThat(decoder.isInFrame()).isFalse();
        decoder.finish(events::add);
        assertThat(events).singleElement().isInstanceOfSatisfying(LinkEvent.BadFrame.class, bad -> {
            assertThat(bad.fault()).isEqualTo(FrameFault.OVERSIZED);
            assertThat(bad.raw()).hasSize(1000);
            assertThat(bad.size()).isEqualTo(1_000_002);
        });
    }

    @Test
    void endlessNoiseIsHandedOverInPieces() {
        assertThat(decode(new AstmLinkDecoder(), new byte[3 * AstmLinkDecoder.MAX_STRAY_BYTES + 1]))
                .hasSize(4);
    }

    @Test
    void aLimitBelowTheSmallestFrameIsRefused() {
        assertThatThrownBy(() -> new AstmLinkDecoder(6)).hasMessageContaining("maxFrameBytes 6: expected at least 7");
    }

    @Property(tries = 500)
    void anySplitOfTheBytesGivesTheSameEvents(
            @ForAll("lines") byte[] bytes,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9) Integer> pieces) {
        AstmLinkDecoder split = new AstmLinkDecoder(64);
        List<LinkEvent> events = Wire.decode(split, bytes, pieces);
        split.finish(events::add);
        assertThat(describe(events)).isEqualTo(describe(decode(new AstmLinkDecoder(64), bytes)));
    }

    @Property(tries = 1000)
    void everyByteOfAnyInputIsInExactlyOneEvent(@ForAll("lines") byte[] bytes) {
        List<LinkEvent> events = decode(new AstmLinkDecoder(1000), bytes);
        assertThat(Wire.join(events.stream().map(LinkEvent::raw).toList())).isEqualTo(bytes);
        long at = 0;
        for (LinkEvent event : events) {
            assertThat(event.from()).isEqualTo(at);
            at = event.to();
        }
        assertThat(at).isEqualTo(bytes.length);
    }

    @Property(tries = 300)
    void whatIsEncodedDecodesToItself(
            @ForAll("texts") byte[] text, @ForAll @IntRange(max = 7) int number, @ForAll boolean last) {
        assertThat(decode(new AstmLinkDecoder(), FrameEncoder.frame(number, text, last)))
                .singleElement()
                .isInstanceOfSatisfying(LinkEvent.Frame.class, frame -> {
                    assertThat(frame.text()).isEqualTo(text);
                    assertThat(frame.number()).isEqualTo(number);
                    assertThat(frame.last()).isEqualTo(last);
                });
    }

    @Property(tries = 500)
    void noSingleDamagedBitGoesUnnoticed(
            @ForAll("texts") byte[] text,
            @ForAll @IntRange(max = 7) int bit,
            @ForAll @IntRange(max = 100_000) int where) {
        byte[] frame = FrameEncoder.frame(1, text, true);
        int at = where % (frame.length - 2);
        frame[at] ^= (byte) (1 << bit);
        for (LinkEvent event : decode(new AstmLinkDecoder(), frame)) {
            if (event instanceof LinkEvent.Frame same) {
                // Only the case of a checksum letter may differ.
                assertThat(same.text()).isEqualTo(text);
                assertThat(at).isGreaterThanOrEqualTo(frame.length - 4);
            }
        }
    }

    @Provide
    Arbitrary<byte[]> lines() {
        Arbitrary<Byte> controls = Arbitraries.of(
                Control.STX,
                Control.STX,
                Control.ETX,
                Control.ETB,
                Control.ENQ,
                Control.EOT,
                Control.ACK,
                Control.NAK,
                Control.CR,
                Control.LF);
        Arbitrary<byte[]> anything = Arbitraries.oneOf(
                        controls, Arbitraries.of((byte) '1', (byte) '8', (byte) 'A'), Arbitraries.bytes())
                .array(byte[].class)
                .ofMaxSize(40);
        Arbitrary<byte[]> frames = texts().map(text -> FrameEncoder.frame(3, text, text.length % 2 == 0));
        return Arbitraries.oneOf(anything, frames).list().ofMaxSize(8).map(Wire::join);
    }

    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.bytes()
                .filter(b -> b != Control.STX
                        && b != Control.ETX
                        && b != Control.EOT
                        && b != Control.ENQ
                        && b != Control.ETB)
                .array(byte[].class)
                .ofMaxSize(80);
    }

    private static Consumer<LinkEvent> bad(FrameFault fault) {
        return e -> assertThat(e)
                .isInstanceOfSatisfying(
                        LinkEvent.BadFrame.class, b -> assertThat(b.fault()).isEqualTo(fault));
    }

    private static List<String> describe(List<LinkEvent> events) {
        return events.stream().map(e -> e + Arrays.toString(e.raw())).toList();
    }

    private static List<LinkEvent> decode(String readable) {
        return decode(new AstmLinkDecoder(), Wire.bytes(readable));
    }

    private static List<LinkEvent> decode(AstmLinkDecoder decoder, byte[] bytes) {
        List<LinkEvent> events = new ArrayList<>();
        decoder.feed(ByteBuffer.wrap(bytes), events::add);
        decoder.finish(events::add);
        return events;
    }
}
