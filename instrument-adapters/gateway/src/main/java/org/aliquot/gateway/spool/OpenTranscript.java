package org.aliquot.gateway.spool;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.TranscriptId;

/**
 * A conversation being kept. One thread, that of its connection.
 *
 * <p>{@link #add} takes bytes without a promise, {@link #force} makes all of them durable. Between the two at most
 * {@value #HELD_BACK} bytes are held in memory.
 */
public final class OpenTranscript {
    /** Bytes nobody waits for are written in pieces of this size. */
    static final int HELD_BACK = 256 * 1024;

    private final Spool spool;
    private final TranscriptId id;
    private final InstrumentId from;
    private final Instant openedAt;
    private final ByteArrayOutputStream unsaved = new ByteArrayOutputStream();
    private long number;
    private int chunks;
    private int size;
    private boolean closed;

    OpenTranscript(Spool spool, TranscriptId id, InstrumentId from, Instant openedAt) {
        this.spool = spool;
        this.id = Objects.requireNonNull(id, "id");
        this.from = Objects.requireNonNull(from, "from");
        this.openedAt = Objects.requireNonNull(openedAt, "openedAt");
    }

    public TranscriptId id() {
        return id;
    }

    public InstrumentId from() {
        return from;
    }

    public Instant openedAt() {
        return openedAt;
    }

    /** Bytes taken so far, durable or not. */
    public int size() {
        return size;
    }

    /** Takes bytes without a promise: control characters, refused frames, noise. Durable with the next {@link #force}. */
    public void add(byte[] bytes, int offset, int length) {
        requireOpen();
        unsaved.write(bytes, offset, length);
        size = Math.addExact(size, length);
        if (unsaved.size() >= HELD_BACK) {
            force();
        }
    }

    /**
     * Returns once all bytes taken so far are on disk: after this the acknowledgement may leave.
     *
     * @throws SpoolException when they are not; do not acknowledge
     */
    public void force() {
        requireOpen();
        if (unsaved.size() > 0) {
            number = spool.append(this, number, chunks, unsaved.toByteArray());
            chunks++;
            unsaved.reset();
        }
    }

    /**
     * Takes bytes and returns once they are durable.
     *
     * @throws SpoolException when they are not; do not acknowledge
     */
    public void append(byte[] bytes) {
        add(bytes, 0, bytes.length);
        force();
    }

    /**
     * Ends the conversation and returns once it is durable; from now on it waits for delivery.
     *
     * @param interrupted it did not end as its protocol says
     * @param concerns what the connection saw that the bytes do not show, such as a limit exceeded; kept in the same
     *     transaction
     */
    public void complete(Instant at, boolean interrupted, List<Concern> concerns) {
        requireOpen();
        spool.complete(this, number, chunks, unsaved.toByteArray(), size, at, interrupted, concerns);
        unsaved.reset();
        closed = true;
    }

    /** Forgets a conversation in which nothing was said, such as a line check (ENQ, EOT). */
    public void discard() {
        requireOpen();
        if (number != 0) {
            throw new IllegalStateException("transcript " + id + ": kept already; complete it");
        }
        closed = true;
    }

    public boolean isOpen() {
        return !closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("transcript " + id + " is closed");
        }
    }
}
