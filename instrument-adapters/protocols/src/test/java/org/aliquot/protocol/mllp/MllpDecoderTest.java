package org.aliquot.protocol.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
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

class MllpDecoderTest {
    @Test
    void aBlockIsItsPayloadBetweenStartAndEnd() {
        assertThat(decode("<VT>MSH<CR><FS><CR>"))
                .singleElement()
                .isInstanceOfSatisfying(MllpEvent.Block.class, block -> {
                    assertThat(block.payload()).isEqualTo(Wire.bytes("MSH<CR>"));
                    assertThat(block.payloadFrom()).isEqualTo(1);
                });
    }

    @Test
    void twoBlocksInOneReadAreTwo() {
        assertThat(decode("<VT>A<FS><CR><VT>B<FS><CR>")).satisfiesExactly(block("A"), block("B"));
    }

    @Test
    void bytesBeforeABlockAreStray() {
        assertThat(decode("garbage<VT>A<FS><CR>")).satisfiesExactly(stray("garbage", false), block("A"));
    }

    @Test
    void theCrAfterTheEndMayBeLfOrMissing() {
        assertThat(decode("<VT>A<FS><VT>B<FS><LF><VT>C<FS>")).satisfiesExactly(block("A"), block("B"), block("C"));
    }

    @Test
    void aBlockWithoutItsCrIsHeldUntilReleased() {
        MllpDecoder decoder = new MllpDecoder();
        List<MllpEvent> events = new ArrayList<>();
        decoder.feed(Wire.buffer("<VT>A<FS>"), events::add);
        assertThat(events).isEmpty();
        assertThat(decoder.holdsBlock()).isTrue();
        decoder.releaseHeld(events::add);
        assertThat(events).satisfiesExactly(block("A"));
    }

    @Test
    void anEndCharacterInsideTheTextDoesNotCutTheBlock() {
        assertThat(decode("<VT>A<FS>B<FS><FS><CR>")).satisfiesExactly(block("A<FS>B<FS>"));
    }

    @Test
    void aStartInsideABlockBeginsANewOneAndTheCutOneIsReported() {
        assertThat(decode("<VT>half<VT>A<FS><CR>")).satisfiesExactly(stray("<VT>half", true), block("A"));
    }

    @Test
    void aBlockThatNeverEndsIsReportedAsUnfinished() {
        assertThat(decode("<VT>half")).satisfiesExactly(stray("<VT>half", true));
    }

    @Test
    void anEmptyBlockIsABlock() {
        assertThat(decode("<VT><FS><CR>")).satisfiesExactly(block(""));
    }

    @Test
    void aCompleteOversizedBlockIsRefusedInOnePieceAndTheNextOneRead() {
        byte[] huge = MllpEncoder.block(new byte[1000]);
        byte[] next = MllpEncoder.block(new byte[] {'A'});
        assertThat(decode(new MllpDecoder(100), Wire.join(List.of(huge, next))))
                .satisfiesExactly(
                        e -> assertThat(e).isInstanceOfSatisfying(MllpEvent.Oversized.class, oversized -> {
                            assertThat(oversized.raw()).hasSize(100);
                            assertThat(oversized.size()).isEqualTo(huge.length);
                        }),
                        block("A"));
    }

    @Test
    void aBlockOfExactlyTheLimitIsTaken() {
        byte[] block = MllpEncoder.block(new byte[50]);
        assertThat(decode(new MllpDecoder(block.length), block)).singleElement().isInstanceOf(MllpEvent.Block.class);
        assertThat(decode(new MllpDecoder(block.length - 1), block))
                .singleElement()
                .isInstanceOf(MllpEvent.Oversized.class);
    }

    @Test
    void aBlockThatNeverEndsNeedsNoMoreMemoryThanTheLimit() {
        MllpDecoder decoder = new MllpDecoder(1000);
        List<MllpEvent> events = new ArrayList<>();
        decoder.feed(Wire.buffer("<VT>"), events::add);
        for (int i = 0; i < 1000; i++) {
            decoder.feed(ByteBuffer.wrap(new byte[1000]), events::add);
        }
        decoder.finish(events::add);
        assertThat(events).singleElement().isInstanceOfSatisfying(MllpEvent.Oversized.class, oversized -> {
            assertThat(oversized.raw()).hasSize(1000);
            assertThat(oversized.size()).isEqualTo(1_000_001);
        });
    }

    @Test
    void whatMllpCannotCarryIsNotEncoded() {
        assertThatThrownBy(() -> MllpEncoder.block(Wire.bytes("A<FS>B")))
                .hasMessage("payload byte 1 is 1C: MLLP cannot carry it; escape it first");
    }

    @Property(tries = 500)
    void anySplitOfTheBytesGivesTheSameEvents(
            @ForAll("lines") byte[] bytes,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9) Integer> pieces) {
        MllpDecoder split = new MllpDecoder(30);
        List<MllpEvent> events = Wire.decode(split, bytes, pieces);
        split.finish(events::add);
        assertThat(describe(events)).isEqualTo(describe(decode(new MllpDecoder(30), bytes)));
    }

    @Property(tries = 500)
    void everyByteOfAnyInputIsInExactlyOneEvent(@ForAll("lines") byte[] bytes) {
        List<MllpEvent> events = decode(new MllpDecoder(10_000), bytes);
        assertThat(Wire.join(events.stream().map(MllpEvent::raw).toList())).isEqualTo(bytes);
        long at = 0;
        for (MllpEvent event : events) {
            assertThat(event.from()).isEqualTo(at);
            at = event.to();
        }
        assertThat(at).isEqualTo(bytes.length);
    }

    @Property(tries = 300)
    void whatIsEncodedDecodesToItself(@ForAll("payloads") byte[] payload) {
        assertThat(decode(new MllpDecoder(), MllpEncoder.block(payload)))
                .singleElement()
                .isInstanceOfSatisfying(
                        MllpEvent.Block.class,
                        block -> assertThat(block.payload()).isEqualTo(payload));
    }

    @Provide
    Arbitrary<byte[]> lines() {
        return Arbitraries.of((byte) 0x0B, (byte) 0x1C, (byte) 0x0D, (byte) 0x0A, (byte) 'A', (byte) 'B')
                .array(byte[].class)
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<byte[]> payloads() {
        return Arbitraries.bytes()
                .filter(b -> b != MllpDecoder.START && b != MllpDecoder.END)
                .array(byte[].class)
                .ofMaxSize(100);
    }

    private static Consumer<MllpEvent> block(String payload) {
        return e -> assertThat(e)
                .isInstanceOfSatisfying(
                        MllpEvent.Block.class,
                        b -> assertThat(Wire.readable(b.payload())).isEqualTo(payload));
    }

    private static Consumer<MllpEvent> stray(String raw, boolean unfinished) {
        return e -> assertThat(e).isInstanceOfSatisfying(MllpEvent.Stray.class, s -> {
            assertThat(Wire.readable(s.raw())).isEqualTo(raw);
            assertThat(s.unfinished()).isEqualTo(unfinished);
        });
    }

    private static List<String> describe(List<MllpEvent> events) {
        return events.stream().map(e -> e + Arrays.toString(e.raw())).toList();
    }

    private static List<MllpEvent> decode(String readable) {
        return decode(new MllpDecoder(), Wire.bytes(readable));
    }

    private static List<MllpEvent> decode(MllpDecoder decoder, byte[] bytes) {
        List<MllpEvent> events = new ArrayList<>();
        decoder.feed(ByteBuffer.wrap(bytes), events::add);
        decoder.finish(events::add);
        return events;
    }
}
