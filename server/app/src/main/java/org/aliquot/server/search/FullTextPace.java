package org.aliquot.server.search;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.aliquot.ingest.hapi.fulltext.FullTextIndexer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;

/** Keeps the full-text index close behind the database: looks several times a second, and works until nothing waits. */
public final class FullTextPace {
    private static final Logger LOG = LoggerFactory.getLogger(FullTextPace.class);
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Between two counts of what waits, which is a scan of it. */
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);

    private final FullTextIndexer indexer;
    private final BooleanSupplier loading;
    private final TaskScheduler scheduler;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean failing;

    /** @param loading whether a load is under way: it needs the processor more, and its resources are indexed after it */
    public FullTextPace(
            FullTextIndexer indexer, BooleanSupplier loading, TaskScheduler scheduler, MeterRegistry meters) {
        this.indexer = indexer;
        this.loading = loading;
        this.scheduler = scheduler;
        Gauge.builder("aliquot.fulltext.waiting", waiting, AtomicLong::get)
                .description("Resources stored but not yet in the full-text index")
                .register(meters);
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        scheduler.scheduleWithFixedDelay(this::work, Instant.now().plus(PAUSE), PAUSE);
        scheduler.scheduleWithFixedDelay(this::count, Instant.now().plus(COUNT_EVERY), COUNT_EVERY);
    }

    private void work() {
        try {
            while (FullTextIndexer.isFull(indexer.pass(!loading.getAsBoolean()))
                    && !Thread.currentThread().isInterrupted()) {
                // As long as passes come back full there is more.
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("the full-text index cannot be brought up to date, tried again: {}", e.toString());
            }
            failing = true;
        }
    }

    private void count() {
        try {
            waiting.set(indexer.waiting());
        } catch (RuntimeException e) {
            LOG.debug("what waits for the full-text index cannot be counted", e);
        }
    }
}
