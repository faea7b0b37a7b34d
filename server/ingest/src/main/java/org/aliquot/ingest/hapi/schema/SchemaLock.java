package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL advisory lock: one program at a time changes the schema. It ends with its session, however that ends.
 *
 * <p>Asked for again and again rather than waited for: a session that waits inside a statement holds a snapshot, and
 * CREATE INDEX CONCURRENTLY waits for every older snapshot, so the two would wait for each other.
 */
public final class SchemaLock implements AutoCloseable {
    /** Any constant will do as long as every version of this program uses it ("aliquot" in base 36). */
    private static final long SCHEMA = 23_105_437_925L;

    /** Held by a load that builds its indexes at its end. */
    private static final long LOAD = SCHEMA + 1;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Connection connection;
    private final long key;

    private SchemaLock(Connection connection, long key) {
        this.connection = connection;
        this.key = key;
    }

    /** Returns once this session alone may change the schema. */
    public static SchemaLock take(Connection connection) throws SQLException {
        while (!tried(connection, SCHEMA)) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while another program changes the schema", e);
            }
        }
        return new SchemaLock(connection, SCHEMA);
    }

    /** The lock, or null where another program changes the schema. */
    static @Nullable SchemaLock tryTake(Connection connection) throws SQLException {
        return tried(connection, SCHEMA) ? new SchemaLock(connection, SCHEMA) : null;
    }

    /** The lock of a load, or null where another load holds it. */
    static @Nullable SchemaLock tryLoad(Connection connection) throws SQLException {
        return tried(connection, LOAD) ? new SchemaLock(connection, LOAD) : null;
    }

    private static boolean tried(Connection connection, long key) throws SQLException {
        return call(connection, "select pg_try_advisory_lock(?)", key);
    }

    @Override
    public void close() throws SQLException {
        call(connection, "select pg_advisory_unlock(?)", key);
    }

    private static boolean call(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }
}
