package org.aliquot.server.bulk.export.run;

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
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One state of the database, for as many connections as want it, and the instant that it is the state of.
 *
 * <p>The instant is what a client asks from the next time ({@code transactionTime} becomes {@code _since}). A transaction writes its
 * time into its rows before it commits; one that is under way when the snapshot is taken would be in neither export, were the
 * instant the snapshot's own. So the instant comes first, then all that began before it is waited for, then the snapshot
 * is taken. What was written after the instant and is in the snapshot all the same is left to {@code VersionQueries.before}.
 */
final class Snapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

    /** From the time that another server's HAPI gives to what it writes to the beginning of its transaction. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** What has read for so long and written nothing will not write what it noted the time of before: a dump, a report. */
    private static final Duration WAIT_FOR_READERS = Duration.ofSeconds(10);

    private static final int ASK_AGAIN_MILLIS = 20;

    /** Readers of exports write nothing: nobody has to wait for them. */
    private static final String NAME = "aliquot export";

    private static final String REPEATABLE = "set transaction isolation level repeatable read, read only";

    private static final String WRITERS =
            "select min(xact_start) from pg_stat_activity where datname = current_database()"
                    + " and backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle'"
                    + " and application_name <> '" + NAME
                    + "' and xact_start <= ? and (backend_xid is not null or xact_start > ?)";

    private final DataSource dataSource;
    private final Stop stop;
    private final Connection holder;
    private final String name;
    private final Instant instant;

    private Snapshot(DataSource dataSource, Stop stop, Connection holder, String name, Instant instant) {
        this.dataSource = dataSource;
        this.stop = stop;
        this.holder = holder;
        this.name = name;
        this.instant = instant;
    }

    static Snapshot take(DataSource dataSource, WritesUnderWay writes, Clock clock, Stop stop)
            throws SQLException, InterruptedException {
        Instant instant = settled(dataSource, writes, clock, stop);
        Connection holder = dataSource.getConnection();
        try {
            begin(holder, "");
            try (Statement statement = holder.createStatement();
                    ResultSet row = statement.executeQuery("select pg_export_snapshot()")) {
                row.next();
                return new Snapshot(dataSource, stop, holder, row.getString(1), instant);
            }
        } catch (SQLException e) {
            holder.close();
            throw e;
        }
    }

    /** An instant before which nothing is under way any more: by the earlier of two clocks, waited for by the later one. */
    private static Instant settled(DataSource dataSource, WritesUnderWay writes, Clock clock, Stop stop)
            throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            Instant own = clock.instant();
            Instant databases = now(connection);
            Instant instant = earlier(own, databases).truncatedTo(ChronoUnit.MILLIS);
            Duration apart = Duration.between(own, databases).abs().plus(GRACE);
            Instant begun = databases.plus(apart);
            Instant patience = databases.plus(LONGEST_WAIT);
            while (true) {
                stop.check();
                Instant now = now(connection);
                Optional<Instant> here = writes.oldest().filter(oldest -> !oldest.isAfter(own));
                Optional<Instant> there = oldestWriter(connection, begun, now.minus(WAIT_FOR_READERS))
                        // What it wrote may have been noted before, by a clock that is behind.
                        .map(oldest -> oldest.minus(apart));
                if (here.isEmpty() && there.isEmpty() && now.isAfter(begun)) {
                    return instant;
                }
                if (now.isAfter(patience)) {
                    Instant back = earlier(instant, earlier(here.orElse(instant), there.orElse(instant)))
                            .minusMillis(1);
                    LOG.info("an export goes back to {}: a transaction is under way since then", back);
                    return back.truncatedTo(ChronoUnit.MILLIS);
                }
                Thread.sleep(ASK_AGAIN_MILLIS);
            }
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

    private static void begin(Connection connection, String snapshot) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(REPEATABLE);
            if (!snapshot.isEmpty()) {
                statement.execute(inSnapshot(snapshot));
            }
            statement.execute("set local application_name = '" + NAME + "'");
            statement.execute("set local statement_timeout = 0");
            statement.execute("set local idle_in_transaction_session_timeout = 0");
        }
    }

    private static String inSnapshot(String snapshot) {
        return "set transaction snapshot '" + snapshot + "'";
    }

    /** All that was changed up to here is in it, in the form that it had then. */
    Instant instant() {
        return instant;
    }

    /** What puts another transaction into it: its first statements. */
    List<String> statements() {
        return List.of(REPEATABLE, inSnapshot(name));
    }

    /** One more connection that sees this state; a stop ends what it is doing. */
    View view() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            begin(connection, name);
            stop.watch(connection);
            return new View(connection, stop);
        } catch (SQLException | RuntimeException e) {
            stop.leave(connection);
            connection.close();
            throw e;
        }
    }

    /** A connection that sees a snapshot. */
    record View(Connection connection, Stop stop) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            stop.leave(connection);
            connection.close();
        }
    }

    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
