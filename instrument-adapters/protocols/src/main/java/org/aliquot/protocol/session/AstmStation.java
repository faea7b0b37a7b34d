package org.aliquot.protocol.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aliquot.protocol.astm.link.FrameFault;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;

/**
 * One end of an E1381 / LIS01-A2 line that both receives and sends, one at a time: results come in, orders go out.
 *
 * <p>When both ends ask at once the instrument wins (§6.2.7.1): the host waits for the instrument's next ENQ, takes its
 * session, then asks again. While the other end has a session, {@link #send} waits for its end. Pure, not thread-safe.
 */
public final class AstmStation {
    private final AstmReceiver receiver;
    private final AstmSender sender;
    private Instant now = Instant.MIN;

    /**
     * @param role which end this is
     * @param line sends bytes to the other end
     * @param received told of the sessions of the other end
     */
    public AstmStation(
            AstmSender.Role role,
            AstmTimers timers,
            FrameNumbering numbering,
            int maxFrameBytes,
            Consumer<byte[]> line,
            AstmReceiver.Listener received) {
        this.sender = new AstmSender(role, timers, line);
        this.receiver = new AstmReceiver(timers, numbering, maxFrameBytes, line, new TellingTheSender(received));
    }

    /** Where the receiving half stands. */
    public AstmReceiver.State receiving() {
        return receiver.state();
    }

    /** Where the sending half stands. */
    public AstmSender.State sending() {
        return sender.state();
    }

    /** See {@link AstmReceiver#setBusy}. */
    public void setBusy(boolean busy) {
        receiver.setBusy(busy);
    }

    /**
     * Sends frames in one session, as soon as the line is free.
     *
     * @throws IllegalStateException when a transmission is under way
     */
    public void send(List<OutgoingFrame> frames, AstmSender.Listener listener, Instant at) {
        now = at;
        sender.send(frames, listener, at);
    }

    /** Takes what was read from the line. */
    public void onBytes(ByteBuffer in, Instant at) {
        now = at;
        if (sender.awaitsReply()) {
            sender.onBytes(in, at);
        } else {
            receiver.onBytes(in, at);
        }
    }

    /** Lets time pass: call at {@link #deadline()} or more often. */
    public void onTick(Instant at) {
        now = at;
        receiver.onTick(at);
        sender.onTick(at);
    }

    /** The connection is gone. */
    public void onDisconnect(Instant at) {
        now = at;
        receiver.onDisconnect(at);
        sender.onDisconnect();
    }

    /** When {@link #onTick} has something to do next; empty when nothing is awaited. */
    public Optional<Instant> deadline() {
        return Stream.of(receiver.deadline(), sender.deadline())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** Passes everything on, and tells the sender when the line is taken. */
    private final class TellingTheSender implements AstmReceiver.Listener {
        private final AstmReceiver.Listener to;

        TellingTheSender(AstmReceiver.Listener to) {
            this.to = Objects.requireNonNull(to, "received");
        }

        @Override
        public void sessionStarted() throws IOException {
            to.sessionStarted();
            sender.lineTaken();
        }

        @Override
        public void frameAccepted(byte[] raw, LinkEvent.Frame frame) throws IOException {
            to.frameAccepted(raw, frame);
        }

        @Override
        public void storeFailed(Exception why) {
            to.storeFailed(why);
        }

        @Override
        public void duplicateFrame(byte[] raw) {
            to.duplicateFrame(raw);
        }

        @Override
        public void frameRejected(byte[] raw, FrameFault fault) {
            to.frameRejected(raw, fault);
        }

        @Override
        public void strayBytes(byte[] raw) {
            to.strayBytes(raw);
        }

        @Override
        public void sessionEnded(AstmReceiver.EndReason reason, boolean unresolvedRejectedFrame) {
            sender.lineFree(now);
            to.sessionEnded(reason, unresolvedRejectedFrame);
        }
    }
}
