package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;

/** Transactions for COPY, which wait for locks only so long. */
final class Transactions {
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
        Transaction.<Void, E>in(dataSource, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local lock_timeout = " + lockTimeout.toMillis());
            }
            work.run(connection);
            return null;
        });
    }
}
