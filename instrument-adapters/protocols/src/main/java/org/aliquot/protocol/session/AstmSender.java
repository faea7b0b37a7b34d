package org.aliquot.protocol.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.aliquot.protocol.astm.link.Control;

/**
 * The sending side of an E1381 / LIS01-A2 line: ENQ, frames one by one, each until it is acknowledged, EOT.
 *
 * <p>Serves both ends of the line; the ends differ only in who gives way when both ask at once. Pure, like
 * {@link AstmReceiver}. Not thread-safe.
 */
public final class AstmSender {
    /** Which end of the line this is. */
    public enum Role {
        INSTRUMENT,
        HOST
    }

    /** Where the sender stands. */
    public enum State {
        /** Nothing to send. */
        IDLE,
        /** ENQ is out. */
        AWAITING_ENQ_REPLY,
        /** A frame is out. */
        AWAITING_FRAME_REPLY,
        /** Waiting before the next ENQ: the other side was busy, or both asked at once. */
        WAITING_TO_ASK
    }

    /** Why a transmission failed. The other side may have some of it: send it whole again. */
    public enum Failure {
        /** NAK to ENQ at every try. */
        BUSY,
        /** No answer within the sender timer. */
        NO_REPLY,
        /** A frame was refused at every try. */
        REJECTED,
        /** The connection is gone. */
        CONNECTION_LOST,
        /** Both sides kept asking at once. */
        CONTENTION
    }

    /** What became of a transmission; exactly one call for each {@link #send}. */
    public interface Listener {
        /** Every frame was acknowledged. */
        void delivered();

        /** Not all frames were acknowledged. */
        void failed(Failure reason);
    }

    private final Role role;
    private final AstmTimers timers;
    private final Consumer<byte[]> line;

    private State state = State.IDLE;
    private List<OutgoingFrame> frames = List.of();
    private int next;
    private int tries;
    private int asks;
    private boolean contended;
    private Listener listener;
    private Instant deadline;
    private Instant quietUntil = Instant.MIN;
    private Instant now;

    public AstmSender(Role role, AstmTimers timers, Consumer<byte[]> line) {
        this.role = Objects.requireNonNull(role, "role");
        this.timers = Objects.requireNonNull(timers, "timers");
        this.line = Objects.requireNonNull(line, "line");
    }

    public State state() {
        return state;
    }

    /**
     * Sends frames in one session.
     *
     * @param frames see {@link OutgoingFrame#recordPerFrame} and {@link OutgoingFrame#messagePerFrame}
     * @throws IllegalStateException when a transmission is under way
     */
    public void send(List<OutgoingFrame> frames, Listener listener, Instant at) {
        if (state != State.IDLE) {
            throw new IllegalStateException("a transmission is under way (" + state + "): wait for its result");
        }
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("nothing to send: expected at least one frame");
        }
        this.frames = List.copyOf(frames);
        this.listener = Objects.requireNonNull(listener, "listener");
        now = at;
        next = 0;
        asks = 0;
        contended = false;
        if (at.isBefore(quietUntil)) {
            state = State.WAITING_TO_ASK;
            deadline = quietUntil;
        } else {
            ask();
        }
    }

    /** Takes what was read from the line. */
    public void onBytes(ByteBuffer in, Instant at) {
        now = at;
        boolean answered = false;
        while (in.hasRemaining()) {
            byte b = in.get();
            // One read answers once: what else stood in it came before our last bytes went out, and cannot be the
            // answer to them.
            answered = answered || b != Control.CR && b != Control.LF && onReply(b);
        }
    }

    /** Lets time pass: call at {@link #deadline()} or more often. */
    public void onTick(Instant at) {
        now = at;
        if (deadline == null || at.isBefore(deadline)) {
            return;
        }
        switch (state) {
            case WAITING_TO_ASK -> ask();
            case AWAITING_ENQ_REPLY, AWAITING_FRAME_REPLY -> {
                // §6.5.2.1, §6.5.2.2: no answer ends the session; the message is sent whole again later.
                write(Control.EOT);
                fail(Failure.NO_REPLY);
            }
            case IDLE -> deadline = null;
        }
    }

    /** The connection is gone. */
    public void onDisconnect() {
        if (state != State.IDLE) {
            fail(Failure.CONNECTION_LOST);
        }
    }

    /** When {@link #onTick} has something to do next; empty when nothing is awaited. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** True when the byte was taken for an answer. */
    private boolean onReply(byte reply) {
        return switch (state) {
            case AWAITING_ENQ_REPLY -> enqReply(reply);
            case AWAITING_FRAME_REPLY -> frameReply(reply);
            case IDLE, WAITING_TO_ASK -> false;
        };
    }

    private boolean enqReply(byte reply) {
        switch (reply) {
            case Control.ACK -> {
                tries = 0;
                sendFrame();
            }
            case Control.NAK -> waitToAsk(timers.busyRetry());
            case Control.ENQ -> {
                contended = true;
                // §6.2.7.1: the instrument wins and asks again; the host stops and listens.
                waitToAsk(role == Role.INSTRUMENT ? timers.instrumentContention() : timers.hostContention());
            }
            default -> {
                // Noise: the timer decides.
                return false;
            }
        }
        return true;
    }

    private boolean frameReply(byte reply) {
        if (reply == Control.ACK) {
            acknowledged();
        } else if (reply == Control.EOT) {
            // §6.3.5: the receiver asks for the line. It counts as ACK; we finish, then leave the line alone.
            quietUntil = now.plus(timers.interruptRest());
            acknowledged();
        } else if (tries >= timers.tries()) {
            write(Control.EOT);
            fail(Failure.REJECTED);
        } else {
            // NAK, or an answer damaged on the way: send it again (§6.5.1.2).
            sendFrame();
        }
        return true;
    }

    private void acknowledged() {
        next++;
        tries = 0;
        if (next < frames.size()) {
            sendFrame();
        } else {
            write(Control.EOT);
            Listener done = finished();
            done.delivered();
        }
    }

    private void ask() {
        if (asks >= timers.tries()) {
            fail(contended ? Failure.CONTENTION : Failure.BUSY);
            return;
        }
        asks++;
        state = State.AWAITING_ENQ_REPLY;
        deadline = now.plus(timers.senderReply());
        write(Control.ENQ);
    }

    private void waitToAsk(Duration wait) {
        state = State.WAITING_TO_ASK;
        deadline = now.plus(wait);
    }

    private void sendFrame() {
        tries++;
        state = State.AWAITING_FRAME_REPLY;
        deadline = now.plus(timers.senderReply());
        line.accept(frames.get(next).bytes((next + 1) % 8));
    }

    private void fail(Failure reason) {
        finished().failed(reason);
    }

    private Listener finished() {
        Listener told = listener;
        state = State.IDLE;
        deadline = null;
        listener = null;
        frames = List.of();
        return told;
    }

    private void write(byte control) {
        line.accept(new byte[] {control});
    }
}
