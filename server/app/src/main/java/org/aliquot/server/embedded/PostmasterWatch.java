package org.aliquot.server.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts PostgreSQL again where its process has ended though nobody stopped it: memory that ran out, a recovery that met a full disk.
 * What was committed is there again; whoever waits for a database that is away goes on.
 */
final class PostmasterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostmasterWatch.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final BooleanSupplier isRunning;
    private final Runnable start;
    private final Thread thread;

    /** @param start returns once it answers, and throws where it does not */
    PostmasterWatch(BooleanSupplier isRunning, Runnable start) {
        this.isRunning = isRunning;
        this.start = start;
        this.thread = new Thread(this::watch, "postgres-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        Duration pause = LOOK_EVERY;
        try {
            while (true) {
                Thread.sleep(pause.toMillis());
                pause = isWell() ? LOOK_EVERY : longer(pause);
            }
        } catch (InterruptedException closed) {
            LOG.debug("no longer watched");
        }
    }

    private boolean isWell() {
        try {
            if (isRunning.getAsBoolean()) {
                return true;
            }
            LOG.error(
                    "PostgreSQL has ended though nobody stopped it; starting it again. Its own log says why it ended");
            start.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("PostgreSQL does not start yet, trying again: {}", e.getMessage());
            return false;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Returns once it looks no more; it does not start anything afterwards. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
