package org.aliquot.server.search;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.aliquot.ingest.hapi.fulltext.FullTextIndexer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;

/** Keeps the full-text index close behind the database: looks several times a second, and works until nothing waits. */
public final class FullTextPace implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(FullTextPace.class);
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Between two counts of what waits, which is a scan of it. */
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);

    private final FullTextIndexer indexer;
    private final BooleanSupplier loading;
    private final TaskScheduler scheduler;
    private final AtomicLong waiting = new AtomicLong();
    private final List<ScheduledFuture<?>> repeated = new ArrayList<>();
    private final ReentrantLock pass = new ReentrantLock();
    private volatile boolean failing;
    private volatile boolean ended;

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
        repeated.add(scheduler.scheduleWithFixedDelay(this::work, Instant.now().plus(PAUSE), PAUSE));
        repeated.add(scheduler.scheduleWithFixedDelay(this::count, Instant.now().plus(COUNT_EVERY), COUNT_EVERY));
    }

    /** Before the index is closed: the pass under way ends, none begins. */
    @Override
    public void destroy() {
        ended = true;
        repeated.forEach(task -> task.cancel(false));
        pass.lock();
        pass.unlock();
    }

    private void work() {
        pass.lock();
        try {
            boolean isMore = !ended;
            while (isMore) {
                isMore = indexer.pass(!loading.getAsBoolean()) && !ended;
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn(
                        "the full-text index cannot be brought up to date, tried again: {}",
                        e.getClass().getSimpleName());
            }
            failing = true;
        } finally {
            pass.unlock();
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
