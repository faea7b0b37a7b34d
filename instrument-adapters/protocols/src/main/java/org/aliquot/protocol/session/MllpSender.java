package org.aliquot.protocol.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEncoder;
import org.aliquot.protocol.mllp.MllpEvent;

/** The sending side of an MLLP connection: one message out, then its answer, then the next. Pure, not thread-safe. */
public final class MllpSender {
    /** What became of a message; exactly one call for each {@link #send}. */
    public interface Listener {
        /** A block came back; whether it says AA or AE is in it. */
        void answered(byte[] payload);

        /** No answer: the receiver may have the message or not. */
        void failed(Failure reason);
    }

    /** Why there is no answer. */
    public enum Failure {
        NO_REPLY,
        CONNECTION_LOST
    }

    private final MllpDecoder decoder;
    private final Duration replyTimeout;
    private final Consumer<byte[]> line;
    private Listener awaiting;
    private Instant deadline;

    public MllpSender(int maxBlockBytes, Duration replyTimeout, Consumer<byte[]> line) {
        this.decoder = new MllpDecoder(maxBlockBytes);
        this.replyTimeout = Objects.requireNonNull(replyTimeout, "replyTimeout");
        this.line = Objects.requireNonNull(line, "line");
    }

    /**
     * Sends one message.
     *
     * @throws IllegalStateException while the answer to the one before is awaited
     * @throws IllegalArgumentException when MLLP cannot carry the payload
     */
    public void send(byte[] payload, Listener listener, Instant at) {
        if (awaiting != null) {
            throw new IllegalStateException("the answer to the message before is awaited: wait for its result");
        }
        byte[] block = MllpEncoder.block(payload);
        awaiting = Objects.requireNonNull(listener, "listener");
        deadline = at.plus(replyTimeout);
        line.accept(block);
    }

    /** Takes what was read from the line. Blocks nobody waits for are dropped: late answers to messages given up. */
    public void onBytes(ByteBuffer in) {
        decoder.feed(in, event -> {
            if (event instanceof MllpEvent.Block block && awaiting != null) {
                finished().answered(block.payload());
            }
        });
    }

    /** Lets time pass: call at {@link #deadline()} or more often. */
    public void onTick(Instant at) {
        if (deadline != null && !at.isBefore(deadline)) {
            finished().failed(Failure.NO_REPLY);
        }
    }

    /** The connection is gone. */
    public void onDisconnect() {
        if (awaiting != null) {
            finished().failed(Failure.CONNECTION_LOST);
        }
    }

    /** When {@link #onTick} has something to do next; empty when nothing is awaited. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    private Listener finished() {
        Listener told = awaiting;
        awaiting = null;
        deadline = null;
        return told;
    }
}
