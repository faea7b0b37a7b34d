package org.aliquot.server.bulk.export.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.server.bulk.Settled;

/**
 * One state of the database, for as many connections as want it, and the instant that it is the state of.
 *
 * <p>The instant is what a client asks from the next time ({@code transactionTime} becomes {@code _since}). A transaction writes its
 * time into its rows before it commits; one that is under way when the snapshot is taken would be in neither export, were the
 * instant the snapshot's own. So the instant comes first, then all that began before it is waited for ({@link Settled}), then the snapshot
 * is taken. What was written after the instant and is in the snapshot all the same is left to {@code VersionQueries.before}.
 */
final class Snapshot implements AutoCloseable {
    /** Readers of exports write nothing: nobody has to wait for them. */
    private static final String NAME = Settled.READER;

    private static final String REPEATABLE = "set transaction isolation level repeatable read, read only";

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
        Instant instant = new Settled(dataSource, writes, clock).await(stop::check);
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

    private static void begin(Connection connection, String snapshot) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String one : statements(snapshot)) {
                statement.execute(one);
            }
        }
    }

    private static List<String> statements(String snapshot) {
        List<String> statements = new ArrayList<>(List.of(REPEATABLE));
        if (!snapshot.isEmpty()) {
            statements.add("set transaction snapshot '" + snapshot + "'");
        }
        statements.add("set local application_name = '" + NAME + "'");
        statements.add("set local statement_timeout = 0");
        statements.add("set local idle_in_transaction_session_timeout = 0");
        return statements;
    }

    /** All that was changed up to here is in it, in the form that it had then. */
    Instant instant() {
        return instant;
    }

    /** What puts another transaction into it: its first statements. */
    List<String> statements() {
        return statements(name);
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
