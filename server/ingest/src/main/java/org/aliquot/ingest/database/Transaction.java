package org.aliquot.ingest.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction of one's own, whose failure is told as it was. */
public final class Transaction {
    private Transaction() {}

    /** What runs in it. */
    @FunctionalInterface
    public interface Body<T, E extends Exception> {
        T run(Connection connection) throws SQLException, E;
    }

    /** Commits behind the body; rolls back whatever it throws. */
    public static <T, E extends Exception> T in(DataSource dataSource, Body<T, E> body) throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            return on(connection, body);
        }
    }

    /** The same on a connection that commits by itself before and after. */
    public static <T, E extends Exception> T on(Connection connection, Body<T, E> body) throws SQLException, E {
        connection.setAutoCommit(false);
        T result;
        try {
            result = body.run(connection);
            connection.commit();
        } catch (Throwable failure) {
            giveUp(connection, failure);
            throw failure;
        }
        connection.setAutoCommit(true);
        return result;
    }

    // A connection that has ended can do neither, and says so without an SQL state: thrown in place of the first
    // failure, it would
    // hide that the database is away.
    private static void giveUp(Connection connection, Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
