package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens transactions for COPY, and gives connections back as they were. */
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final DataSource dataSource;
    private final Duration lockTimeout;

    Transactions(DataSource dataSource, Duration lockTimeout) {
        this.dataSource = dataSource;
        this.lockTimeout = lockTimeout;
    }

    /** Something done in a transaction that commits after it. */
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run(Connection connection) throws SQLException, E;
    }

    /** Runs the work and commits; rolls back whatever it throws. */
    <E extends Exception> void inTransaction(Work<E> work) throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            boolean committed = false;
            connection.setAutoCommit(false);
            try {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local lock_timeout = " + lockTimeout.toMillis());
                }
                work.run(connection);
                connection.commit();
                committed = true;
            } finally {
                if (!committed) {
                    rollBack(connection);
                }
                connection.setAutoCommit(true);
            }
        }
    }

    // A connection that cannot even roll back is broken, which the pool finds out; what matters is the first failure.
    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("rollback failed", e);
        }
    }
}
