package org.aliquot.ingest.job;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.jspecify.annotations.Nullable;

/** Stops a run from outside, and lets it wait for a database that is away. */
final class RunControl {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** How often a store may fail without the database having said that it is away, before that is a fault of ours. */
    private static final int DOUBTS = 4;

    private final IngestMetrics metrics;
    private StoppedException.@Nullable Why stop;
    private @Nullable String pausedFor;

    RunControl(IngestMetrics metrics) {
        this.metrics = metrics;
    }

    synchronized void stop(StoppedException.Why why) {
        if (stop == null) {
            stop = why;
        }
        notifyAll();
    }

    /** Throws once it is to stop. */
    synchronized void check() throws StoppedException {
        if (stop != null) {
            throw new StoppedException(stop);
        }
    }

    /** Why it waits; empty while it does not. */
    synchronized Optional<String> pausedFor() {
        return Optional.ofNullable(pausedFor);
    }

    /** Does something with the database, and waits and tries again while it is away. */
    <T> T patiently(Supplier<T> action) throws StoppedException {
        for (int failures = 0; ; failures++) {
            try {
                T result = action.get();
                goOn();
                return result;
            } catch (RuntimeException e) {
                pauseFor(e, failures);
            }
        }
    }

    /** Waits, longer each time; throws what is no outage. */
    void pauseFor(RuntimeException failure, int failures) throws StoppedException {
        boolean isOutage = DatabaseTrouble.isCauseOf(failure);
        boolean mayBe = failure instanceof StoreUnavailableException && failures < DOUBTS;
        if (!isOutage && !mayBe) {
            throw failure;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        metrics.paused();
        sleep(
                pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause,
                DatabaseTrouble.isFullDisk(failure)
                        ? "the database's disk is full; trying again"
                        : "the database is away; trying again");
    }

    synchronized void goOn() {
        pausedFor = null;
    }

    /** Waits unless it is to stop. */
    synchronized void sleep(Duration pause, String reason) throws StoppedException {
        pausedFor = reason;
        long until = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toMillis();
                    left > 0 && stop == null;
                    left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(StoppedException.Why.CLOSED);
        }
        check();
    }
}
