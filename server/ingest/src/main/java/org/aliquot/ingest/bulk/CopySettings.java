package org.aliquot.ingest.bulk;

import java.time.Duration;

/**
 * How batches are written.
 *
 * @param writers transactions under way at once, in one session
 * @param lockTimeout how long a transaction waits for another writer of the same resource before it starts again
 * @param attempts how often a batch is tried that meets other writers
 */
public record CopySettings(int writers, Duration lockTimeout, int attempts) {
    public static final CopySettings DEFAULT = new CopySettings(2, Duration.ofSeconds(5), 10);

    public CopySettings {
        if (writers < 1 || attempts < 1 || lockTimeout.isNegative() || lockTimeout.isZero()) {
            throw new IllegalArgumentException("writers, attempts and lockTimeout must be positive");
        }
    }
}
