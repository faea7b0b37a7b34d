package org.aliquot.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes of this process that have noted a time and may not have committed yet. Who wants to know of everything up to an instant waits
 * until none is left that began before it: the time in a row may be much older than its transaction.
 */
public final class WritesUnderWay {
    private final Clock clock;
    private final AtomicLong number = new AtomicLong();

    /** When each began, by its number. */
    private final ConcurrentSkipListMap<Long, Instant> begun = new ConcurrentSkipListMap<>();

    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    public WritesUnderWay(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** A write that begins; close it once it has committed or failed. */
    public Write begin() {
        long own = number.incrementAndGet();
        begun.put(own, clock.instant());
        return () -> begun.remove(own);
    }

    /** As {@link #begin}, of a load, which writes one batch after the other for as long as it lasts. */
    public Write beginBatch() {
        Write write = begin();
        batches.incrementAndGet();
        return () -> {
            batches.decrementAndGet();
            write.close();
        };
    }

    /** Does what batches wait for until others end what they are reading: who would leave the machine to them had better get done. */
    public <E extends Exception> void untilReadersEnd(Work<E> work) throws E {
        waiting.incrementAndGet();
        try {
            work.run();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Whether a load writes at this moment; between two batches it may not. */
    public boolean isLoading() {
        return batches.get() > 0 && waiting.get() == 0;
    }

    /** When the one began that is under way longest. */
    public Optional<Instant> oldest() {
        return begun.values().stream().min(Instant::compareTo);
    }

    /** What is waited for. */
    @FunctionalInterface
    public interface Work<E extends Exception> {
        void run() throws E;
    }

    /** One of them; closed once. */
    @FunctionalInterface
    public interface Write extends AutoCloseable {
        @Override
        void close();
    }
}
