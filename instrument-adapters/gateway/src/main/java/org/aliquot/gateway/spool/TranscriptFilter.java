package org.aliquot.gateway.spool;

import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.TranscriptId;

/**
 * Which transcripts to list, newest first.
 *
 * @param device name of one device
 * @param state one state
 * @param before only older ones: the last id of the page before
 * @param limit at most so many, 1 to 1000
 */
public record TranscriptFilter(
        Optional<String> device, Optional<TranscriptState> state, Optional<TranscriptId> before, int limit) {
    public TranscriptFilter {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(before, "before");
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit " + limit + ": expected 1 to 1000");
        }
    }

    /** The newest transcripts of all devices. */
    public static TranscriptFilter newest(int limit) {
        return new TranscriptFilter(Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }
}
