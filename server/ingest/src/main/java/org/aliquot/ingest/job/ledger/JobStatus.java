package org.aliquot.ingest.job.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.aliquot.ingest.validate.Level;
import org.jspecify.annotations.Nullable;

/**
 * A job and how far it is.
 *
 * @param owner the server that runs it
 * @param via the name of the store it writes through
 * @param validation how much of each line is looked at
 * @param request the URL that ordered it; null where none did
 * @param reason why it failed or waits, or what it makes besides storing lines; null where it does neither
 */
public record JobStatus(
        String id,
        String owner,
        String via,
        Level validation,
        @Nullable String request,
        JobState state,
        @Nullable String reason,
        boolean isCancelAsked,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<SourceStatus> sources) {
    public JobStatus {
        sources = List.copyOf(sources);
    }

    /** Of all its sources. */
    public Counts counts() {
        return sources.stream().map(SourceStatus::counts).reduce(Counts.NONE, Counts::plus);
    }

    /** Unpacked bytes up to the checkpoints. */
    public long bytes() {
        return sources.stream().mapToLong(source -> source.position().offset()).sum();
    }

    /** Sources that could not be read to their end. */
    public long failedSources() {
        return sources.stream()
                .filter(source -> source.state() == SourceState.FAILED)
                .count();
    }

    /** From its start until it ended, or until now; waits and restarts count. */
    public Duration elapsed(Instant now) {
        if (startedAt == null) {
            return Duration.ZERO;
        }
        Duration elapsed = Duration.between(startedAt, endedAt == null ? now : endedAt);
        return elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    /** The same while it makes something for the tables, besides storing lines. */
    public JobStatus doing(String what) {
        return with(state, what);
    }

    /** The same while the database is away. */
    public JobStatus pausedFor(String why) {
        return with(JobState.PAUSED, why);
    }

    private JobStatus with(JobState now, String why) {
        return new JobStatus(
                id, owner, via, validation, request, now, why, isCancelAsked, createdAt, startedAt, endedAt, sources);
    }
}
