package org.aliquot.gateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.lab.InstrumentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries transcripts from the spool to the sink. Thread-safe.
 *
 * <p>Each device has a lane of its own: its messages arrive in order, and one device's trouble is not another's.
 */
public final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Spool spool;
    private final DeliverySettings settings;
    private final TranscriptDelivery delivery;
    private final Replay replay;
    private final ScheduledThreadPoolExecutor threads;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /** @param readers how a device's transcripts are read; empty for a device that is not configured (any more) */
    public Courier(
            Spool spool,
            ReportSink sink,
            Function<InstrumentId, Optional<InstrumentReader>> readers,
            DeliverySettings settings,
            Clock clock,
            GatewayMetrics metrics) {
        this.spool = spool;
        this.settings = settings;
        ResentMessages resent = new ResentMessages(spool, clock);
        this.delivery = new TranscriptDelivery(spool, sink, readers, resent, settings.tries(), clock, metrics);
        this.replay = new Replay(spool, sink, delivery, clock);
        AtomicInteger number = new AtomicInteger();
        this.threads = new ScheduledThreadPoolExecutor(settings.threads(), task -> {
            Thread thread = new Thread(task, "delivery-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins with what the last process left. */
    public void start() {
        spool.waiting().forEach(this::wake);
    }

    /** A transcript of this device is waiting. */
    public void wake(InstrumentId device) {
        lane(device.device()).wake();
    }

    /**
     * Reads the message behind an entry again, with today's tables, and hands it over anew.
     *
     * @throws org.aliquot.gateway.SinkUnavailableException when the sink cannot be had; the entry stays open
     */
    public ReplayResult replay(String entryId) {
        return spool.quarantine()
                .show(entryId)
                .map(entry -> {
                    // The device's own lane waits meanwhile: two hand-overs of one device at once have no order.
                    Lane lane = lane(entry.instrument().device());
                    lane.turn().lock();
                    try {
                        return replay.replay(entry);
                    } finally {
                        lane.turn().unlock();
                    }
                })
                .orElseGet(() -> ReplayResult.notFound(entryId));
    }

    private Lane lane(String device) {
        return lanes.computeIfAbsent(device, name -> new Lane(name, spool, delivery, settings, threads));
    }

    /** Finishes the messages in hand; the rest waits in the spool for the next start. */
    @Override
    public void close() {
        close(Duration.ofSeconds(30));
    }

    /** As {@link #close()}, waiting at most so long for a sink that does not answer. */
    public void close(Duration patience) {
        lanes.values().forEach(Lane::stop);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("delivery: the sink did not answer for {}; its message comes again after the start", patience);
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            threads.shutdownNow();
        }
    }
}
