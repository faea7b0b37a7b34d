package org.aliquot.gateway.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.gateway.spool.TranscriptSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One device's queue. At most one thread works on it, so its results reach the sink in the order they were sent. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int AT_ONCE = 20;

    private enum State {
        IDLE,
        /** A run is scheduled, at once or after a wait. */
        SCHEDULED,
        RUNNING,
        /** Something came while it ran. */
        RUNNING_WITH_MORE
    }

    private final String device;
    private final Spool spool;
    private final TranscriptDelivery delivery;
    private final DeliverySettings settings;
    private final ScheduledExecutorService threads;

    /** Held for one transcript or one replay at a time. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private State state = State.IDLE;
    private int failures;
    private volatile boolean stopping;

    Lane(
            String device,
            Spool spool,
            TranscriptDelivery delivery,
            DeliverySettings settings,
            ScheduledExecutorService threads) {
        this.device = device;
        this.spool = spool;
        this.delivery = delivery;
        this.settings = settings;
        this.threads = threads;
    }

    /** Something may be waiting. Does not cut a wait short: an unavailable sink is not asked more often for it. */
    synchronized void wake() {
        if (state == State.IDLE) {
            schedule(Duration.ZERO);
        } else if (state == State.RUNNING) {
            state = State.RUNNING_WITH_MORE;
        }
    }

    ReentrantLock turn() {
        return turn;
    }

    void stop() {
        stopping = true;
    }

    private synchronized void schedule(Duration wait) {
        if (stopping) {
            state = State.IDLE;
            return;
        }
        state = State.SCHEDULED;
        try {
            threads.schedule(this::run, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: stopping, what waits is delivered after the next start", device, e);
            state = State.IDLE;
        }
    }

    private void run() {
        synchronized (this) {
            state = State.RUNNING;
        }
        Duration wait = null;
        boolean more = false;
        try {
            more = deliverSome();
            failures = 0;
        } catch (TryAgainException e) {
            failures++;
            wait = settings.waitAfter(failures);
            LOG.warn("{}: {}; delivery goes on in {}, in order", device, e.getMessage(), wait);
        } catch (RuntimeException | Error e) {
            // The spool itself failed, or the machine did; the lane must live on either way.
            failures++;
            wait = settings.waitAfter(failures);
            LOG.error("{}: delivery failed: {}; again in {}", device, TranscriptDelivery.place(e), wait);
        }
        synchronized (this) {
            if (wait != null) {
                schedule(wait);
            } else if (more || state == State.RUNNING_WITH_MORE) {
                schedule(Duration.ZERO);
            } else {
                state = State.IDLE;
            }
        }
    }

    private boolean deliverSome() throws TryAgainException {
        List<TranscriptSummary> waiting = spool.pending(device, AT_ONCE);
        for (TranscriptSummary next : waiting) {
            if (stopping) {
                return false;
            }
            turn.lock();
            try {
                delivery.deliver(next);
            } finally {
                turn.unlock();
            }
        }
        return waiting.size() == AT_ONCE;
    }
}
