package org.aliquot.server.bulk.export.place.s3;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again what may pass, with pauses that grow, for so long and no longer. */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofMillis(100);

    private final Duration most;
    private final Clock clock;

    /** @param most how long after the first failure there is another try */
    Patience(Duration most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** What may fail. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /** @throws CancellationException where it is stopped between tries */
    void with(BooleanSupplier isStopped, Task task) throws IOException {
        Instant end = null;
        for (Duration pause = FIRST_PAUSE; ; pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE)) {
            try {
                task.run();
                return;
            } catch (PlaceException e) {
                Instant now = clock.instant();
                end = end == null ? now.plus(most) : end;
                if (!e.mayPass() || !now.isBefore(end)) {
                    throw e;
                }
                Duration left = Duration.between(now, end);
                LOG.info("{}; another try in {}", e.getMessage(), shorter(pause, left));
                sleep(shorter(pause, left), isStopped);
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void sleep(Duration pause, BooleanSupplier isStopped) {
        Instant end = clock.instant().plus(pause);
        while (clock.instant().isBefore(end)) {
            if (isStopped.getAsBoolean()) {
                throw new CancellationException("the export was stopped");
            }
            try {
                Thread.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the server ends");
            }
        }
    }
}
