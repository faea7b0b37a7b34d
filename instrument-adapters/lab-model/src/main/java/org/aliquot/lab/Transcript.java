package org.aliquot.lab;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * The raw bytes of one conversation as the instrument sent them, protocol control characters included.
 *
 * @param bytes what came over the wire; not copied, so treat it as read-only
 */
public record Transcript(TranscriptId id, InstrumentId from, Instant receivedAt, byte[] bytes) {
    public Transcript {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(receivedAt, "receivedAt");
        Objects.requireNonNull(bytes, "bytes");
    }

    /** Two transcripts are the same when their id is; the bytes belong to the id. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Transcript that && id.equals(that.id) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Never the bytes: they name patients. */
    @Override
    public String toString() {
        return "Transcript[" + id + " from " + from + ", " + bytes.length + " bytes]";
    }
}
