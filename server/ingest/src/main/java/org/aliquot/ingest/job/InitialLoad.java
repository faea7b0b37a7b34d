package org.aliquot.ingest.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job's use of a {@link LoadMode}: begun with its first batch, made good at its end, whatever that is, or before the first
 * batch that would miss what is left out. One thread at a time, but for {@link #doing}, {@link #isQuietFor}
 * and {@link #stop}.
 */
final class InitialLoad {
    private static final Logger LOG = LoggerFactory.getLogger(InitialLoad.class);

    private final String job;
    private final LoadMode mode;
    private boolean isAsked;
    private volatile LoadMode.@Nullable Underway underway;
    private volatile long quietSince = Long.MAX_VALUE;
    private volatile @Nullable String doing;

    InitialLoad(String job, LoadMode mode) {
        this.job = Objects.requireNonNull(job, "job");
        this.mode = Objects.requireNonNull(mode, "mode");
    }

    /**
     * A batch is about to be stored. Only the first one of a job finds tables empty.
     *
     * @param maySearch whether storing it may ask for what is left out
     */
    void stores(boolean maySearch) {
        if (maySearch) {
            complete();
        } else if (!isAsked) {
            underway = mode.begin().orElse(null);
        }
        isAsked = true;
    }

    /** The job's thread has work. */
    void works() {
        quietSince = Long.MAX_VALUE;
    }

    /** The job waits for its client. */
    void waits() {
        quietSince = System.nanoTime();
    }

    /** Whether tables wait for a client that sends nothing. */
    boolean isQuietFor(Duration time) {
        long since = quietSince;
        return since != Long.MAX_VALUE && System.nanoTime() - since > time.toNanos();
    }

    /** Makes good what was left out; fails as the database does. */
    void complete() {
        LoadMode.Underway left = underway;
        if (left == null) {
            return;
        }
        AtomicInteger made = new AtomicInteger();
        doing = "builds what an initial load leaves out";
        try {
            left.complete(step -> doing = step + " (step " + made.incrementAndGet() + ")");
            underway = null;
        } finally {
            doing = null;
        }
    }

    /** Makes good what can be, and leaves the rest to the next start: for a job that has ended already. */
    void end() {
        try {
            complete();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Ingest job {}: indexes left out of its initial load are built by the next start, or by"
                            + " 'aliquot indexes apply': {}",
                    job,
                    Failure.traceOf(e));
            abandon();
        }
    }

    /** Leaves everything to the next start. */
    void abandon() {
        LoadMode.Underway left = underway;
        if (left != null) {
            left.abandon();
            underway = null;
        }
    }

    /** Has what is being made fail: the server ends. */
    void stop() {
        LoadMode.Underway left = underway;
        if (left != null) {
            left.stop();
        }
    }

    /** What is made at the moment; empty while lines are read or nothing happens. */
    Optional<String> doing() {
        return Optional.ofNullable(doing);
    }
}
