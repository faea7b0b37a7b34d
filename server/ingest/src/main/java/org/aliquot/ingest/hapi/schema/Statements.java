package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Single statements of a change of the schema. */
final class Statements {
    // What needs a whole table for a moment must not queue up behind a long reader, with everyone else behind it.
    private static final String LOCK_WAIT = "2s";
    private static final int LOCK_ATTEMPTS = 30;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private Statements() {}

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** For what locks a whole table: lets others pass and tries again. */
    static void briefly(Connection connection, String sql) throws SQLException {
        execute(connection, "set lock_timeout = '" + LOCK_WAIT + "'");
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    execute(connection, sql);
                    return;
                } catch (SQLException e) {
                    if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || attempt == LOCK_ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } finally {
            execute(connection, "reset lock_timeout");
        }
    }
}
