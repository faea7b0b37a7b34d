package org.aliquot.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.record.AstmConversation;
import org.aliquot.protocol.astm.record.AstmTranscripts;

/**
 * A sender and a receiver with a bad line between them. Each transmission may lose, double or damage one byte, or come
 * late; what is sent is read in one piece or two. Trouble is kept to what the protocol can notice: LIS01-A2 protects frames
 * by a checksum, but an answer is one bare byte without a number, so NAK is never turned into ACK, and a doubled answer
 * comes in one read.
 */
class LossyLineTest {
    private enum Trouble {
        NONE,
        DROP,
        DOUBLE,
        DAMAGE,
        LOSE_ALL,
        LATE
    }

    private record Flying(Instant arrives, byte[] bytes, boolean toReceiver) {}

    @Property(tries = 3000)
    void whatTheSenderCallsDeliveredTheReceiverHasExactlyOnce(
            @ForAll @Size(min = 1, max = 12) List<@From("texts") byte[]> records,
            @ForAll("troubles") List<Trouble> troubles,
            @ForAll @IntRange(min = 1, max = 40) int maxText,
            @ForAll long seed) {
        byte[] text = Wire.join(records.stream().map(LossyLineTest::record).toList());
        Run run = new Run(troubles, new Random(seed));
        run.sender.send(OutgoingFrame.recordPerFrame(text, maxText), run, run.now);
        run.untilQuiet();

        assertThat(run.results).hasSize(1);
        byte[] kept = Wire.join(run.told.kept);
        if (run.results.get(0).equals("delivered")) {
            assertThat(kept).isEqualTo(text);
        } else {
            // Whatever was acknowledged is a beginning of what was sent, nothing twice, nothing invented.
            assertThat(kept).isEqualTo(Arrays.copyOf(text, Math.min(text.length, kept.length)));
        }
    }

    @Property(tries = 300)
    void onAGoodLineEverythingIsDelivered(
            @ForAll @Size(min = 1, max = 30) List<@From("texts") byte[]> records,
            @ForAll @IntRange(min = 1, max = 300) int maxText) {
        byte[] text = Wire.join(records.stream().map(LossyLineTest::record).toList());
        Run run = new Run(List.of(Trouble.NONE), new Random(1));
        run.sender.send(OutgoingFrame.recordPerFrame(text, maxText), run, run.now);
        run.untilQuiet();
        assertThat(run.results).containsExactly("delivered");
        assertThat(Wire.join(run.told.kept)).isEqualTo(text);
        assertThat(run.told.log).last().isEqualTo("ended EOT");
    }

    @Property(tries = 500)
    void theTranscriptOfABadLineReadsAsWhatWasAcknowledged(
            @ForAll @Size(min = 1, max = 6) List<@From("letters") String> results,
            @ForAll("troubles") List<Trouble> troubles,
            @ForAll long seed) {
        StringBuilder message = new StringBuilder("H|\\^&\r");
        for (String result : results) {
            message.append("R|1|").append(result).append('\r');
        }
        byte[] text = Wire.bytes(message + "L|1|N\r");
        Run run = new Run(troubles, new Random(seed));
        run.sender.send(OutgoingFrame.recordPerFrame(text, 12), run, run.now);
        run.untilQuiet();

        byte[] kept = Wire.join(run.told.kept);
        AstmConversation read =
                AstmTranscripts.read(run.transcript.toByteArray(), StandardCharsets.UTF_8, FrameNumbering.STRICT);
        boolean whole = new String(kept, StandardCharsets.UTF_8).endsWith("L|1|N\r");
        assertThat(read.messages().stream().filter(m -> m.complete()).count()).isEqualTo(whole ? 1 : 0);
        if (whole) {
            assertThat(read.messages())
                    .singleElement()
                    .satisfies(m -> assertThat(m.text()).isEqualTo(kept));
        }
    }

    @Provide
    Arbitrary<List<Trouble>> troubles() {
        return Arbitraries.frequency(
                        Tuple.of(6, Trouble.NONE),
                        Tuple.of(1, Trouble.DROP),
                        Tuple.of(1, Trouble.DOUBLE),
                        Tuple.of(2, Trouble.DAMAGE),
                        Tuple.of(1, Trouble.LOSE_ALL),
                        Tuple.of(1, Trouble.LATE))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<byte[]> texts() {
        return letters().map(Wire::bytes);
    }

    @Provide
    Arbitrary<String> letters() {
        return Arbitraries.strings().withChars("AR|1.5^ELUd").ofMaxLength(40);
    }

    private static byte[] record(byte[] text) {
        return Wire.join(List.of(text, new byte[] {Control.CR}));
    }

    /** One transmission over a line on which trouble comes in a given order, over and over. */
    private static final class Run implements AstmSender.Listener {
        final Recorder told = new Recorder();
        final List<String> results = new ArrayList<>();
        final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
        final AstmSender sender = new AstmSender(AstmSender.Role.INSTRUMENT, AstmTimers.STANDARD, b -> fly(b, true));
        private final AstmReceiver receiver = new AstmReceiver(b -> fly(b, false), told);
        private final Deque<Flying> line = new ArrayDeque<>();
        private final List<Trouble> troubles;
        private final Random random;
        private int transmissions;
        private Instant now = Instant.parse("2026-01-01T12:00:00Z");

        Run(List<Trouble> troubles, Random random) {
            this.troubles = troubles;
            this.random = random;
        }

        @Override
        public void delivered() {
            results.add("delivered");
        }

        @Override
        public void failed(AstmSender.Failure reason) {
            results.add("failed " + reason);
        }

        void untilQuiet() {
            for (int step = 0; step < 5000; step++) {
                Instant next = earliest();
                if (next == null) {
                    return;
                }
                now = next.isBefore(now) ? now : next;
                while (!line.isEmpty() && !line.peek().arrives().isAfter(now)) {
                    Flying arrived = line.poll();
                    if (arrived.toReceiver()) {
                        transcript.writeBytes(arrived.bytes());
                        receiver.onBytes(ByteBuffer.wrap(arrived.bytes()), now);
                    } else {
                        sender.onBytes(ByteBuffer.wrap(arrived.bytes()), now);
                    }
                }
                receiver.onTick(now);
                sender.onTick(now);
            }
            throw new AssertionError("the line never fell quiet");
        }

        private Instant earliest() {
            Instant next = line.isEmpty() ? null : line.peek().arrives();
            for (Optional<Instant> deadline : List.of(receiver.deadline(), sender.deadline())) {
                if (deadline.isPresent() && (next == null || deadline.get().isBefore(next))) {
                    next = deadline.get();
                }
            }
            return next;
        }

        private void fly(byte[] sent, boolean toReceiver) {
            Trouble trouble = troubles.get(transmissions++ % troubles.size());
            int at = random.nextInt(sent.length);
            Duration delay = trouble == Trouble.LATE ? Duration.ofSeconds(12) : Duration.ofMillis(20);
            switch (trouble) {
                case NONE, LATE -> arrive(delay, sent, toReceiver);
                case DROP -> arrive(delay, without(sent, at), toReceiver);
                case DOUBLE -> arrive(delay, doubled(sent, at), toReceiver);
                case DAMAGE -> arrive(delay, damaged(sent, at), toReceiver);
                case LOSE_ALL -> arrive(delay, new byte[0], toReceiver);
            }
        }

        /** In one read or in two. */
        private void arrive(Duration delay, byte[] bytes, boolean toReceiver) {
            int cut = !toReceiver || random.nextBoolean() ? 0 : random.nextInt(bytes.length + 1);
            fall(delay, Arrays.copyOf(bytes, cut), toReceiver);
            fall(cut == 0 ? delay : delay.plusMillis(200), Arrays.copyOfRange(bytes, cut, bytes.length), toReceiver);
        }

        /** The line keeps the order, as TCP and a serial line do. */
        private void fall(Duration delay, byte[] bytes, boolean toReceiver) {
            Instant at = now.plus(delay);
            for (Flying before : line) {
                if (before.toReceiver() == toReceiver && before.arrives().isAfter(at)) {
                    at = before.arrives();
                }
            }
            List<Flying> all = new ArrayList<>(line);
            int place = 0;
            while (place < all.size() && !all.get(place).arrives().isAfter(at)) {
                place++;
            }
            all.add(place, new Flying(at, bytes, toReceiver));
            line.clear();
            line.addAll(all);
        }

        private static byte[] without(byte[] sent, int at) {
            byte[] out = new byte[sent.length - 1];
            System.arraycopy(sent, 0, out, 0, at);
            System.arraycopy(sent, at + 1, out, at, out.length - at);
            return out;
        }

        private static byte[] doubled(byte[] sent, int at) {
            byte[] out = new byte[sent.length + 1];
            System.arraycopy(sent, 0, out, 0, at + 1);
            System.arraycopy(sent, at, out, at + 1, sent.length - at);
            return out;
        }

        private byte[] damaged(byte[] sent, int at) {
            byte[] out = sent.clone();
            out[at] ^= (byte) (1 << random.nextInt(8));
            return out;
        }
    }
}
