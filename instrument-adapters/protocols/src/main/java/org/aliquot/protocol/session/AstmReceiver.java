package org.aliquot.protocol.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aliquot.protocol.astm.link.AstmLinkDecoder;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameAcceptor;
import org.aliquot.protocol.astm.link.FrameFault;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;

/**
 * The receiving side of an E1381 / LIS01-A2 line: answers ENQ and frames, keeps the 30 s timer.
 *
 * <p>An ACK is a promise: {@link Listener#frameAccepted} is called before the ACK goes out, and the ACK goes out only when
 * it returns. Pure: bytes and the time come in by method calls, answers go out by the {@code line} callback. Not
 * thread-safe.
 */
public final class AstmReceiver {
    /** What the receiver tells of a session. Called from within {@code onBytes}, {@code onTick} and {@code onDisconnect}. */
    public interface Listener {
        /**
         * ENQ came; it is answered with ACK when this returns.
         *
         * @throws IOException when nothing can be kept now; NAK follows, and the instrument asks again later
         */
        void sessionStarted() throws IOException;

        /**
         * A new frame, good in itself and in its number. Returning is the promise that it is durable: the ACK follows.
         *
         * @param raw the frame as it came, STX to LF
         * @throws IOException when it cannot be kept; a NAK follows and the instrument sends it again
         */
        void frameAccepted(byte[] raw, LinkEvent.Frame frame) throws IOException;

        /** What {@link #sessionStarted} or {@link #frameAccepted} threw; the instrument was or will be told NAK. */
        default void storeFailed(Exception why) {}

        /** The last accepted frame came again; it is acknowledged again. */
        void duplicateFrame(byte[] raw);

        /** A frame that is not acknowledged. */
        void frameRejected(byte[] raw, FrameFault fault);

        /** Bytes that belong to no frame, in or outside a session. */
        void strayBytes(byte[] raw);

        /**
         * The session is over.
         *
         * @param unresolvedRejectedFrame a frame was rejected and not sent again correctly: the last message is incomplete
         */
        void sessionEnded(EndReason reason, boolean unresolvedRejectedFrame);
    }

    /** Why a session ended. */
    public enum EndReason {
        /** The sender ended it. */
        EOT,
        /** No frame and no EOT within the receiver timer; the protocol discards an incomplete message (§6.5.2.4). */
        RECEIVER_TIMEOUT,
        /** The connection is gone. */
        CONNECTION_LOST,
        /** The sender began a new session without ending this one. */
        NEW_ENQ,
        /** Frames could not be stored, again and again; the line was left unanswered so that the sender keeps its message. */
        NOT_STORED
    }

    /** Where the receiver stands. */
    public enum State {
        IDLE,
        RECEIVING
    }

    private final AstmTimers timers;
    private final LineReader reader;
    private final FrameAcceptor acceptor;
    private final Consumer<byte[]> line;
    private final Listener listener;
    /** Answers to one read, sent together at its end. */
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

    private State state = State.IDLE;
    private boolean busy;
    private Instant frameDeadline;
    private Instant now;
    private Instant asked;
    private boolean unresolved;
    private int storeFailures;
    private boolean anyFrame;

    /**
     * @param numbering what to do with wrongly numbered frames; {@link FrameNumbering#STRICT} unless the instrument is
     *     known to number wrongly
     * @param maxFrameBytes see {@link AstmLinkDecoder}
     * @param line sends bytes to the instrument
     */
    public AstmReceiver(
            AstmTimers timers, FrameNumbering numbering, int maxFrameBytes, Consumer<byte[]> line, Listener listener) {
        this.timers = Objects.requireNonNull(timers, "timers");
        this.reader = new LineReader(maxFrameBytes, timers, this::onEvent);
        this.acceptor = new FrameAcceptor(numbering);
        this.line = Objects.requireNonNull(line, "line");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** The standard's timers, strict numbers. */
    public AstmReceiver(Consumer<byte[]> line, Listener listener) {
        this(AstmTimers.STANDARD, FrameNumbering.STRICT, AstmLinkDecoder.DEFAULT_MAX_FRAME_BYTES, line, listener);
    }

    public State state() {
        return state;
    }

    /** While busy, ENQ is answered with NAK: the host is not ready (§6.2.6). A session under way is not disturbed. */
    public void setBusy(boolean busy) {
        this.busy = busy;
    }

    /** Takes what was read from the line. */
    public void onBytes(ByteBuffer in, Instant at) {
        now = at;
        reader.onBytes(in, at);
        // A long frame on a slow line takes more than 30 s: the timer is for silence, and a frame's size is bounded.
        if (state == State.RECEIVING && reader.isInFrame()) {
            frameDeadline = at.plus(timers.receiverFrame());
        }
        sendAnswers();
    }

    /** Lets time pass: call at {@link #deadline()} or more often. */
    public void onTick(Instant at) {
        now = at;
        reader.onTick(at);
        if (frameDeadline != null && !at.isBefore(frameDeadline)) {
            reader.finish();
            if (state == State.RECEIVING && !at.isBefore(frameDeadline)) {
                end(EndReason.RECEIVER_TIMEOUT);
            }
        }
        sendAnswers();
    }

    /** The connection is gone: nothing is answered any more. */
    public void onDisconnect(Instant at) {
        now = at;
        reader.finish();
        answers.reset();
        if (state == State.RECEIVING) {
            end(EndReason.CONNECTION_LOST);
        }
    }

    /** When {@link #onTick} has something to do next; empty when nothing is awaited. */
    public Optional<Instant> deadline() {
        return Stream.of(reader.deadline(), Optional.ofNullable(frameDeadline))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private void onEvent(LinkEvent event) {
        if (event instanceof LinkEvent.Enq) {
            enq();
        } else if (event instanceof LinkEvent.Eot) {
            if (state == State.RECEIVING) {
                end(EndReason.EOT);
            }
        } else if (event instanceof LinkEvent.Frame frame) {
            frame(frame);
        } else if (event instanceof LinkEvent.BadFrame bad) {
            badFrame(bad);
        } else if (event instanceof LinkEvent.Stray stray) {
            if (!stray.isLineEnd()) {
                listener.strayBytes(stray.raw());
            }
        } else {
            // An ACK or NAK answers nothing: this side sends nothing that wants an answer.
            listener.strayBytes(event.raw());
        }
    }

    private void enq() {
        if (state == State.RECEIVING && !anyFrame && now.isBefore(asked.plus(timers.instrumentContention()))) {
            // Nobody asks twice in a second: this is the same ENQ, doubled, and our one ACK answers it. The instrument
            // would take a second ACK for the answer to its first frame.
            return;
        }
        // Whoever asks no longer waits for earlier answers; sent now, they would be taken for the answers to what comes
        // next.
        answers.reset();
        if (state == State.RECEIVING && anyFrame) {
            end(EndReason.NEW_ENQ);
        }
        if (state == State.IDLE && !begin()) {
            return;
        }
        asked = now;
        frameDeadline = now.plus(timers.receiverFrame());
        answer(Control.ACK);
    }

    private boolean begin() {
        if (busy) {
            answer(Control.NAK);
            return false;
        }
        try {
            listener.sessionStarted();
        } catch (IOException | RuntimeException notReady) {
            listener.storeFailed(notReady);
            answer(Control.NAK);
            return false;
        }
        state = State.RECEIVING;
        acceptor.sessionStarted();
        unresolved = false;
        storeFailures = 0;
        anyFrame = false;
        return true;
    }

    private void frame(LinkEvent.Frame frame) {
        if (state == State.IDLE) {
            listener.strayBytes(frame.raw());
            return;
        }
        anyFrame = true;
        frameDeadline = now.plus(timers.receiverFrame());
        switch (acceptor.judge(frame)) {
            case ACCEPTED, ACCEPTED_MISNUMBERED -> keep(frame);
            case DUPLICATE -> {
                listener.duplicateFrame(frame.raw());
                answer(Control.ACK);
            }
            case OUT_OF_SEQUENCE -> reject(frame.raw(), FrameFault.OUT_OF_SEQUENCE);
            case NUMBER_REUSED -> reject(frame.raw(), FrameFault.NUMBER_REUSED);
        }
    }

    private void keep(LinkEvent.Frame frame) {
        try {
            listener.frameAccepted(frame.raw(), frame);
        } catch (IOException | RuntimeException notStored) {
            storeFailures++;
            unresolved = true;
            listener.storeFailed(notStored);
            listener.frameRejected(frame.raw(), FrameFault.NOT_STORED);
            if (storeFailures >= timers.tries()) {
                end(EndReason.NOT_STORED);
            } else {
                answer(Control.NAK);
            }
            return;
        }
        acceptor.accepted(frame);
        storeFailures = 0;
        unresolved = false;
        answer(Control.ACK);
    }

    private void badFrame(LinkEvent.BadFrame bad) {
        if (state == State.IDLE) {
            listener.strayBytes(bad.raw());
            return;
        }
        anyFrame = true;
        if (bad.fault() == FrameFault.CUT_SHORT) {
            // What cut it gets the answer. Two answers to one frame would be taken for the answer to the next.
            unresolved = true;
            listener.frameRejected(bad.raw(), bad.fault());
            return;
        }
        frameDeadline = now.plus(timers.receiverFrame());
        reject(bad.raw(), bad.fault());
    }

    private void reject(byte[] raw, FrameFault fault) {
        unresolved = true;
        listener.frameRejected(raw, fault);
        answer(Control.NAK);
    }

    private void end(EndReason reason) {
        state = State.IDLE;
        frameDeadline = null;
        acceptor.joinedMidway();
        listener.sessionEnded(reason, unresolved);
    }

    private void answer(byte reply) {
        answers.write(reply);
    }

    private void sendAnswers() {
        if (answers.size() > 0) {
            byte[] all = answers.toByteArray();
            answers.reset();
            line.accept(all);
        }
    }
}
