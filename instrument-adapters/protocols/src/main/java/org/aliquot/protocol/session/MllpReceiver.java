package org.aliquot.protocol.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEvent;

/**
 * The receiving side of an MLLP connection. It cuts blocks and waits for the ends of cut ones; the acknowledgement is a
 * message of its own, made by the listener once the block is kept (see {@code Hl7Acknowledgements}). Pure, not
 * thread-safe.
 */
public final class MllpReceiver {
    /** What the receiver tells. */
    public interface Listener {
        /** One whole block. Keep it, then answer. */
        void block(MllpEvent.Block block);

        /** Bytes outside any block, or a block that never ended. No answer: nobody knows what was asked. */
        void strayBytes(MllpEvent.Stray stray);

        /** A block over the limit; answer AR, as sending it again will not help. */
        void oversized(MllpEvent.Oversized oversized);
    }

    /** How long a block waits for the 0D after its 1C before it is taken without. */
    private static final Duration END_GRACE = Duration.ofMillis(500);

    private final MllpDecoder decoder;
    private final Duration blockTimeout;
    private final Listener listener;
    private Instant deadline;

    /**
     * @param maxBlockBytes see {@link MllpDecoder}
     * @param blockTimeout how long an unfinished block waits for its next byte
     */
    public MllpReceiver(int maxBlockBytes, Duration blockTimeout, Listener listener) {
        this.decoder = new MllpDecoder(maxBlockBytes);
        this.blockTimeout = Objects.requireNonNull(blockTimeout, "blockTimeout");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** Takes what was read from the line. */
    public void onBytes(ByteBuffer in, Instant at) {
        decoder.feed(in, this::onEvent);
        if (decoder.holdsBlock()) {
            deadline = at.plus(END_GRACE);
        } else {
            deadline = decoder.isMidway() ? at.plus(blockTimeout) : null;
        }
    }

    /** Lets time pass: call at {@link #deadline()} or more often. */
    public void onTick(Instant at) {
        if (deadline != null && !at.isBefore(deadline)) {
            deadline = null;
            decoder.finish(this::onEvent);
        }
    }

    /** The connection is gone. */
    public void onDisconnect() {
        deadline = null;
        decoder.finish(this::onEvent);
    }

    /** When {@link #onTick} has something to do next; empty when nothing is awaited. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    private void onEvent(MllpEvent event) {
        if (event instanceof MllpEvent.Block block) {
            listener.block(block);
        } else if (event instanceof MllpEvent.Oversized oversized) {
            listener.oversized(oversized);
        } else if (event instanceof MllpEvent.Stray stray && !stray.isLineEnd()) {
            listener.strayBytes(stray);
        }
    }
}
