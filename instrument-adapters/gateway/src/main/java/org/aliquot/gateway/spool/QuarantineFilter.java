package org.aliquot.gateway.spool;

import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.TranscriptId;

/**
 * Which entries to list, newest first. An empty part does not filter.
 *
 * @param before only older ones: the last id of the page before
 * @param limit at most so many, 1 to 1000
 */
public record QuarantineFilter(
        Optional<QuarantineEntry.State> state,
        Optional<Finding.Severity> severity,
        Optional<ReasonCode> reason,
        Optional<String> device,
        Optional<TranscriptId> transcript,
        Optional<String> before,
        int limit) {
    public QuarantineFilter {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(transcript, "transcript");
        Objects.requireNonNull(before, "before");
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit " + limit + ": expected 1 to 1000");
        }
    }

    /** Everything, newest first. */
    public static QuarantineFilter newest(int limit) {
        return new QuarantineFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    /** What still waits, newest first. */
    public static QuarantineFilter open(int limit) {
        return newest(limit).in(QuarantineEntry.State.OPEN);
    }

    public QuarantineFilter in(QuarantineEntry.State wanted) {
        return new QuarantineFilter(Optional.of(wanted), severity, reason, device, transcript, before, limit);
    }

    public QuarantineFilter of(Finding.Severity wanted) {
        return new QuarantineFilter(state, Optional.of(wanted), reason, device, transcript, before, limit);
    }

    public QuarantineFilter because(ReasonCode wanted) {
        return new QuarantineFilter(state, severity, Optional.of(wanted), device, transcript, before, limit);
    }

    public QuarantineFilter from(String wanted) {
        return new QuarantineFilter(state, severity, reason, Optional.of(wanted), transcript, before, limit);
    }

    public QuarantineFilter about(TranscriptId wanted) {
        return new QuarantineFilter(state, severity, reason, device, Optional.of(wanted), before, limit);
    }

    public QuarantineFilter before(String entryId) {
        return new QuarantineFilter(state, severity, reason, device, transcript, Optional.of(entryId), limit);
    }
}
