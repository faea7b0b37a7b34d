package org.aliquot.gateway.spool;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.TranscriptId;

/**
 * One thing that waits for a person. Severity {@code ERROR}: the message is not stored; {@code WARNING}: it is stored,
 * but something in it wants mending.
 *
 * @param id ULID: sorting by it is sorting by time
 * @param bytes the message or stray bytes in the transcript
 * @param message by content, where it could be read that far
 * @param replays how often it was replayed
 * @param resolution how it was resolved, in words
 */
public record QuarantineEntry(
        String id,
        TranscriptId transcript,
        InstrumentId instrument,
        ByteRange bytes,
        Optional<MessageId> message,
        Finding finding,
        Instant raisedAt,
        State state,
        int replays,
        Optional<Instant> resolvedAt,
        Optional<String> resolution) {

    /** Whether it still waits. */
    public enum State {
        OPEN,
        RESOLVED
    }

    public QuarantineEntry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(transcript, "transcript");
        Objects.requireNonNull(instrument, "instrument");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(raisedAt, "raisedAt");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(resolvedAt, "resolvedAt");
        Objects.requireNonNull(resolution, "resolution");
    }

    public ReasonCode reason() {
        return finding.reason();
    }

    public boolean open() {
        return state == State.OPEN;
    }
}
