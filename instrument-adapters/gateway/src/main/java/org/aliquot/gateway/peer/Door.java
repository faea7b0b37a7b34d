package org.aliquot.gateway.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts who was turned away from one connection, and tells of it once for each address, reason and minute: whoever knocks a
 * thousand times must not fill the disk with it. Thread-safe.
 */
public final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Of a minute. One machine may have more IPv6 addresses than a disk has bytes. */
    private static final int MOST_LINES = 100;

    private final String connection;
    private final Set<String> told = new HashSet<>();
    private Instant minuteBegan = Instant.EPOCH;
    private TurnedAway last;
    private long count;

    /** @param connection as log lines begin */
    public Door(String connection) {
        this.connection = connection;
    }

    /** @return whether it was told, for tests and for those who would add to it */
    public synchronized boolean turnedAway(TurnedAway one) {
        count++;
        last = one;
        if (!one.at().isBefore(minuteBegan.plus(MINUTE))) {
            minuteBegan = one.at();
            told.clear();
        }
        if (told.size() > MOST_LINES || !told.add(one.peer() + ' ' + one.reason())) {
            return false;
        }
        if (told.size() > MOST_LINES) {
            LOG.warn("{}: more than {} were turned away in a minute; the rest is counted only", connection, MOST_LINES);
            return false;
        }
        LOG.warn("{}: {} turned away: {}", connection, one.peer(), one.text());
        return true;
    }

    /** Since the start. */
    public synchronized long count() {
        return count;
    }

    public synchronized Optional<TurnedAway> last() {
        return Optional.ofNullable(last);
    }
}
