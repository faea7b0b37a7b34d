package org.aliquot.gateway.spool;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.TranscriptId;

/**
 * A kept conversation without its bytes.
 *
 * @param closedAt when the conversation ended; empty while it runs
 * @param interrupted the conversation did not end as its protocol says: connection lost, time out, process killed
 * @param size bytes kept; 0 while the conversation runs
 */
public record TranscriptSummary(
        TranscriptId id,
        InstrumentId from,
        Instant openedAt,
        Optional<Instant> closedAt,
        TranscriptState state,
        boolean interrupted,
        long size) {
    public TranscriptSummary {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(openedAt, "openedAt");
        Objects.requireNonNull(closedAt, "closedAt");
        Objects.requireNonNull(state, "state");
    }
}
