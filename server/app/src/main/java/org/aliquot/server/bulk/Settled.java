package org.aliquot.server.bulk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instants up to which everything is there: whatever was changed at or before one has committed. A transaction writes its time into its
 * rows before it commits, so that the present is never such an instant.
 */
public final class Settled {
    /** What a connection that only reads is called, so that nobody waits for it ({@code application_name}). */
    public static final String READER = "aliquot export";

    private static final Logger LOG = LoggerFactory.getLogger(Settled.class);

    /** From the time that another server's HAPI gives to what it writes to the beginning of its transaction. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** What has read for so long and written nothing will not write what it noted the time of before: a dump, a report. */
    private static final Duration WAIT_FOR_READERS = Duration.ofSeconds(10);

    private static final int ASK_AGAIN_MILLIS = 20;

    private static final String WRITERS =
            "select min(xact_start) from pg_stat_activity where datname = current_database()"
                    + " and backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle'"
                    + " and application_name <> '" + READER
                    + "' and xact_start <= ? and (backend_xid is not null or xact_start > ?)";

    private final DataSource dataSource;
    private final WritesUnderWay writes;
    private final Clock clock;

    public Settled(DataSource dataSource, WritesUnderWay writes, Clock clock) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.writes = Objects.requireNonNull(writes, "writes");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Throws what ends a wait. */
    @FunctionalInterface
    public interface Check {
        void run() throws InterruptedException;
    }

    /**
     * Returns one soon: the present as it was when this was called, by the earlier of two clocks, waited for by the later one; an earlier
     * one where a transaction is open for more than half a minute.
     */
    public Instant await(Check check) throws SQLException, InterruptedException {
        Instant own = clock.instant();
        Instant databases = now();
        // Rows have milliseconds: what begins in this one is not waited for.
        Instant instant = earlier(own, databases).truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
        Duration apart = Duration.between(own, databases).abs().plus(GRACE);
        Instant begun = databases.plus(apart);
        Instant patience = databases.plus(LONGEST_WAIT);
        while (true) {
            check.run();
            Look look = look(own, begun);
            // What it wrote may have been noted before, by a clock that is behind.
            Optional<Instant> there = look.there().map(oldest -> oldest.minus(apart));
            if (look.here().isEmpty() && there.isEmpty() && look.now().isAfter(begun)) {
                return instant;
            }
            if (look.now().isAfter(patience)) {
                Instant back = earlier(instant, earlier(look.here().orElse(instant), there.orElse(instant)))
                        .minusMillis(1);
                LOG.info("readers go back to {}: a transaction is under way since then", back);
                return back.truncatedTo(ChronoUnit.MILLIS);
            }
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
    }

    /**
     * Who is writing.
     *
     * @param here since when, in this server
     * @param there since when, by the database
     */
    private record Look(Instant now, Optional<Instant> here, Optional<Instant> there) {}

    /** The connection is given back before the next: many may wait at once. */
    private Look look(Instant own, Instant begun) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Instant now = now(connection);
            Optional<Instant> here = writes.oldest().filter(oldest -> !oldest.isAfter(own));
            return new Look(now, here, oldestWriter(connection, begun, now.minus(WAIT_FOR_READERS)));
        }
    }

    private Instant now() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return now(connection);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static Optional<Instant> oldestWriter(Connection connection, Instant begun, Instant readsSince)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITERS)) {
            statement.setTimestamp(1, Timestamp.from(begun));
            statement.setTimestamp(2, Timestamp.from(readsSince));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Timestamp oldest = row.getTimestamp(1);
                return Optional.ofNullable(oldest).map(Timestamp::toInstant);
            }
        }
    }
}
