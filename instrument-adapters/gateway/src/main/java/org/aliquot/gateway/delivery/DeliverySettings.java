package org.aliquot.gateway.delivery;

import java.time.Duration;
import java.util.Objects;

/**
 * How patient delivery is.
 *
 * @param threads devices served at the same moment
 * @param firstRetry wait after the sink was unavailable; doubles each time
 * @param longestRetry the longest such wait
 * @param tries how often a message is handed over to a sink that fails over it, before it is set aside
 */
public record DeliverySettings(int threads, Duration firstRetry, Duration longestRetry, int tries) {
    public static final DeliverySettings DEFAULT =
            new DeliverySettings(4, Duration.ofMillis(500), Duration.ofSeconds(30), 3);

    public DeliverySettings {
        Objects.requireNonNull(firstRetry, "firstRetry");
        Objects.requireNonNull(longestRetry, "longestRetry");
        if (threads < 1 || tries < 1 || firstRetry.isNegative() || firstRetry.isZero()) {
            throw new IllegalArgumentException("delivery needs at least one thread, one try and a wait; got " + threads
                    + ", " + tries + ", " + firstRetry);
        }
    }

    /** The wait before try number {@code failures + 1}. */
    Duration waitAfter(int failures) {
        Duration wait = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
    }
}
