package org.aliquot.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.record.AstmConversation;
import org.aliquot.protocol.astm.record.AstmTranscripts;
import org.junit.jupiter.api.Test;

class AstmReceiverTest {
    private final Recorder told = new Recorder();
    private final AstmReceiver receiver = new AstmReceiver(told::line, told);
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void aSessionIsAnsweredStepByStepAndEachFrameIsKeptBeforeItsAck() {
        get("<ENQ>");
        get(frame(1, "A"));
        get(frame(2, "B"));
        get("<EOT>");
        assertThat(told.log)
                .containsExactly("started", "> <ACK>", "kept 1", "> <ACK>", "kept 2", "> <ACK>", "ended EOT");
        assertThat(receiver.state()).isEqualTo(AstmReceiver.State.IDLE);
        assertThat(receiver.deadline()).isEmpty();
    }

    @Test
    void resentFrameIsAcknowledgedAgainButDeliveredOnce() {
        get("<ENQ>");
        get(frame(1, "A"));
        get(frame(1, "A"));
        get(frame(2, "B"));
        assertThat(told.log)
                .containsExactly(
                        "started", "> <ACK>", "kept 1", "> <ACK>", "duplicate", "> <ACK>", "kept 2", "> <ACK>");
    }

    @Test
    void aDamagedFrameIsRefusedAndTakenWhenItComesGood() {
        get("<ENQ>");
        get("<STX>1A<ETX>00<CR><LF>");
        get(frame(1, "A"));
        get("<EOT>");
        assertThat(told.log)
                .containsExactly(
                        "started", "> <ACK>", "rejected CHECKSUM", "> <NAK>", "kept 1", "> <ACK>", "ended EOT");
    }

    @Test
    void aFrameRefusedAndNeverMadeGoodIsReportedAtTheEnd() {
        get("<ENQ>");
        get(frame(1, "A"));
        get("<STX>2A<ETX>00<CR><LF>");
        get("<EOT>");
        assertThat(told.log).endsWith("rejected CHECKSUM", "> <NAK>", "ended EOT unresolved");
    }

    @Test
    void aFrameOutOfSequenceIsRefused() {
        get("<ENQ>");
        get(frame(2, "A"));
        assertThat(told.log).endsWith("rejected OUT_OF_SEQUENCE", "> <NAK>");
    }

    @Test
    void theLastNumberWithOtherTextIsRefusedInsteadOfBeingDroppedAsARepeat() {
        get("<ENQ>");
        get(frame(1, "A"));
        get(frame(1, "B"));
        assertThat(told.log).endsWith("rejected NUMBER_REUSED", "> <NAK>");
    }

    @Test
    void anInstrumentKnownToNumberWronglyIsServed() {
        AstmReceiver tolerant = new AstmReceiver(AstmTimers.STANDARD, FrameNumbering.TOLERANT, 1000, told::line, told);
        tolerant.onBytes(Wire.buffer("<ENQ>"), now);
        for (String text : new String[] {"A", "B", "C"}) {
            tolerant.onBytes(Wire.buffer(frame(1, text)), now);
        }
        assertThat(told.kept).hasSize(3);
    }

    @Test
    void whatCannotBeKeptIsNotAcknowledged() {
        get("<ENQ>");
        told.refuse = 1;
        get(frame(1, "A"));
        get(frame(1, "A"));
        assertThat(told.log)
                .containsExactly(
                        "started",
                        "> <ACK>",
                        "store failed: disk full",
                        "rejected NOT_STORED",
                        "> <NAK>",
                        "kept 1",
                        "> <ACK>");
    }

    @Test
    void whenNothingCanBeKeptTheSessionEndsUnanswered() {
        get("<ENQ>");
        told.refuse = 100;
        for (int i = 0; i < 6; i++) {
            get(frame(1, "A"));
        }
        assertThat(told.log).endsWith("rejected NOT_STORED", "ended NOT_STORED unresolved");
        int before = told.log.size();
        get(frame(1, "A"));
        assertThat(told.log).hasSize(before + 1).last().asString().startsWith("stray");
    }

    @Test
    void aSessionThatCannotBeKeptIsRefused() {
        told.refuseSessions = true;
        get("<ENQ>");
        assertThat(told.log).containsExactly("store failed: disk full", "> <NAK>");
        assertThat(receiver.state()).isEqualTo(AstmReceiver.State.IDLE);
    }

    @Test
    void aBusyHostAnswersNakToEnq() {
        receiver.setBusy(true);
        get("<ENQ>");
        assertThat(told.log).containsExactly("> <NAK>");
        receiver.setBusy(false);
        get("<ENQ>");
        assertThat(told.log).endsWith("started", "> <ACK>");
    }

    @Test
    void silenceOfThirtySecondsEndsTheSession() {
        get("<ENQ>");
        get(frame(1, "A"));
        assertThat(receiver.deadline()).contains(now.plusSeconds(30));
        pass(Duration.ofSeconds(29));
        assertThat(receiver.state()).isEqualTo(AstmReceiver.State.RECEIVING);
        pass(Duration.ofSeconds(1));
        assertThat(told.log).endsWith("ended RECEIVER_TIMEOUT");
        assertThat(receiver.deadline()).isEmpty();
    }

    @Test
    void eachFrameStartsTheThirtySecondsAnew() {
        get("<ENQ>");
        for (int number = 1; number < 7; number++) {
            pass(Duration.ofSeconds(29));
            get(frame(number, "A"));
        }
        assertThat(told.kept).hasSize(6);
    }

    @Test
    void aLongFrameOnASlowLineIsNotCutByTheTimer() {
        get("<ENQ>");
        for (byte b : Wire.bytes(frame(1, "A".repeat(100)))) {
            pass(Duration.ofSeconds(1));
            receiver.onBytes(ByteBuffer.wrap(new byte[] {b}), now);
        }
        assertThat(told.kept).hasSize(1);
    }

    @Test
    void aFrameCutByATimeoutIsReportedWithItsBytes() {
        get("<ENQ>");
        get("<STX>1A");
        pass(Duration.ofSeconds(30));
        assertThat(told.log).endsWith("rejected CUT_SHORT", "ended RECEIVER_TIMEOUT unresolved");
    }

    @Test
    void aFrameWithoutLineEndIsAcknowledgedAfterAShortWait() {
        get("<ENQ>");
        get("<STX>1A<CR><ETX>82<CR>");
        assertThat(told.kept).isEmpty();
        assertThat(receiver.deadline()).contains(now.plus(AstmTimers.STANDARD.lineEndGrace()));
        pass(AstmTimers.STANDARD.lineEndGrace());
        assertThat(told.log).endsWith("kept 1", "> <ACK>");
    }

    @Test
    void aLostConnectionEndsTheSessionAndAFrameUnderWayIsNotKept() {
        get("<ENQ>");
        get(frame(1, "A"));
        get("<STX>2B");
        receiver.onDisconnect(now);
        assertThat(told.log).endsWith("rejected CUT_SHORT", "ended CONNECTION_LOST unresolved");
    }

    @Test
    void aDoubledEnqIsAnsweredOnceAndARealSecondOneAgain() {
        get("<ENQ><ENQ>");
        get("<ENQ>");
        assertThat(told.log).containsExactly("started", "> <ACK>");
        pass(Duration.ofSeconds(1));
        get("<ENQ>");
        assertThat(told.log).containsExactly("started", "> <ACK>", "> <ACK>");
        get(frame(1, "A"));
        assertThat(told.log).endsWith("kept 1", "> <ACK>");
    }

    @Test
    void enqAfterFramesEndsTheOldSessionAndBeginsANewOne() {
        get("<ENQ>");
        get(frame(1, "A"));
        get("<ENQ>");
        get(frame(1, "B"));
        assertThat(told.log)
                .containsExactly(
                        "started",
                        "> <ACK>",
                        "kept 1",
                        "> <ACK>",
                        "ended NEW_ENQ",
                        "started",
                        "> <ACK>",
                        "kept 1",
                        "> <ACK>");
    }

    @Test
    void aSenderThatGaveUpAndAsksAgainGetsOneAnswerNotTwo() {
        get("<ENQ>");
        // We were slow: the frame, the sender's EOT and its next ENQ are read at once.
        get(frame(1, "A") + "<EOT><ENQ>");
        assertThat(told.log).containsExactly("started", "> <ACK>", "kept 1", "ended EOT", "started", "> <ACK>");
    }

    @Test
    void anEnqInsideAFrameIsNoRequest() {
        get("<ENQ>");
        get("<STX>1A<ENQ>B<CR><ETX>82<CR><LF>");
        assertThat(told.log).containsExactly("started", "> <ACK>", "rejected CUT_SHORT");
        get("<EOT>");
        assertThat(told.log).last().isEqualTo("ended EOT unresolved");
    }

    @Test
    void aFrameCutByANewFrameGetsOneAnswer() {
        get("<ENQ>");
        get("<STX><STX>1A<CR><ETX>82<CR><LF>");
        assertThat(told.log).containsExactly("started", "> <ACK>", "rejected CUT_SHORT", "kept 1", "> <ACK>");
    }

    @Test
    void framesOutsideASessionAreNotAcknowledged() {
        get(frame(1, "A"));
        assertThat(told.log).singleElement().asString().startsWith("stray <STX>1A");
        get("<EOT>");
        assertThat(told.log).hasSize(1);
    }

    @Test
    void anOversizedFrameIsRefused() {
        AstmReceiver small = new AstmReceiver(AstmTimers.STANDARD, FrameNumbering.STRICT, 100, told::line, told);
        small.onBytes(Wire.buffer("<ENQ>"), now);
        small.onBytes(Wire.buffer(frame(1, "A".repeat(200))), now);
        assertThat(told.log).endsWith("rejected OVERSIZED", "> <NAK>");
    }

    @Test
    void noiseOnAnIdleLineIsReportedOnceItIsQuiet() {
        get("noise");
        assertThat(told.log).isEmpty();
        pass(Duration.ofSeconds(30));
        assertThat(told.log).containsExactly("stray noise");
    }

    @Property(tries = 300)
    void anyBytesAtAllAreSurvivedAndASessionCanFollow(@ForAll byte[] noise) {
        Recorder fresh = new Recorder();
        AstmReceiver any = new AstmReceiver(fresh::line, fresh);
        any.onBytes(ByteBuffer.wrap(noise), now);
        any.onTick(now.plusSeconds(31));
        any.onTick(now.plusSeconds(62));
        assertThat(any.state()).isEqualTo(AstmReceiver.State.IDLE);
        any.onBytes(Wire.buffer("<ENQ>"), now.plusSeconds(63));
        any.onBytes(Wire.buffer(frame(1, "A")), now.plusSeconds(63));
        assertThat(fresh.log).endsWith("started", "> <ACK>", "kept 1", "> <ACK>");
    }

    @Property(tries = 500)
    void howTheBytesAreCutIntoReadsChangesNoFrameAndNoSession(
            @ForAll("lines") byte[] bytes,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9) Integer> pieces) {
        assertThat(withoutAnswers(receive(bytes, pieces))).isEqualTo(withoutAnswers(receive(bytes, List.of(10_000))));
    }

    @Property(tries = 1000)
    void aKeptSessionReadsAsItWasAcknowledged(@ForAll("lines") byte[] bytes) {
        for (Keeper session : Keeper.sessions(bytes)) {
            AstmConversation read = AstmTranscripts.read(
                    session.transcript.toByteArray(), StandardCharsets.ISO_8859_1, FrameNumbering.STRICT);
            assertThat(read.frames().accepted()).isEqualTo(session.frames);
        }
    }

    @Provide
    Arbitrary<byte[]> lines() {
        Arbitrary<byte[]> controls = Arbitraries.of(
                        "<ENQ>", "<ENQ>", "<EOT>", "<STX>", "<ETX>", "<CR>", "<LF>", "noise")
                .map(Wire::bytes);
        Arbitrary<byte[]> frames = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of("A", "B", "H|"),
                        Arbitraries.integers().between(0, 9))
                .as((number, text, damage) -> {
                    byte[] frame = Wire.bytes(frame(number, text));
                    if (damage == 0) {
                        frame[2] ^= 1;
                    }
                    return damage == 1 ? Arrays.copyOf(frame, frame.length - 1) : frame;
                });
        return Arbitraries.frequencyOf(Tuple.of(2, controls), Tuple.of(3, frames))
                .list()
                .ofMaxSize(20)
                .map(all -> Wire.join(Stream.concat(Stream.of(Wire.bytes("<ENQ>")), all.stream())
                        .toList()));
    }

    private List<String> receive(byte[] bytes, List<Integer> pieces) {
        Recorder recorder = new Recorder();
        AstmReceiver any = new AstmReceiver(recorder::line, recorder);
        int at = 0;
        for (int piece = 0; at < bytes.length; piece++) {
            int length = Math.min(bytes.length - at, pieces.get(piece % pieces.size()));
            any.onBytes(ByteBuffer.wrap(bytes, at, length), now);
            at += length;
        }
        any.onDisconnect(now);
        return recorder.log;
    }

    private static List<String> withoutAnswers(List<String> log) {
        return log.stream().filter(entry -> !entry.startsWith("> ")).toList();
    }

    private void get(String readable) {
        receiver.onBytes(Wire.buffer(readable), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        receiver.onTick(now);
    }

    private static String frame(int number, String text) {
        return Wire.readable(FrameEncoder.frame(number, (text + "\r").getBytes(StandardCharsets.US_ASCII), true));
    }
}
