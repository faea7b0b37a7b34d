package org.aliquot.ingest.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Tells a database that is away or overloaded from data that it will never take. */
public final class DatabaseTrouble {
    // PostgreSQL appendix A: 08 connection, 40 rollback (serialization, deadlock), 53 resources, 57 operator
    // intervention, 58 system error.
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    // A lock that was waited for too long: an index is being built, or a table rewritten.
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    // A standby that is being promoted takes no writes for a moment.
    private static final String READ_ONLY = "25006";
    // Appendix A: 22, data exception. No later moment will take this value.
    private static final String DATA_EXCEPTION = "22";

    private static final String DISK_FULL = "53100";

    // HikariCP's word, without an SQL state, for a connection whose session has ended.
    private static final String POOL_CONNECTION_ENDED = "Connection is closed";

    private DatabaseTrouble() {}

    /** Whether the data themselves are what the database refuses. */
    public static boolean isDataException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(DATA_EXCEPTION)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the database has no room left to write to. */
    public static boolean isFullDisk(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DISK_FULL.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the same batch may well be stored later. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() == null
                    && POOL_CONNECTION_ENDED.equals(sql.getMessage())) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() >= 2
                    && (PASSING_CLASSES.contains(sql.getSQLState().substring(0, 2))
                            || sql.getSQLState().equals(READ_ONLY)
                            || sql.getSQLState().equals(LOCK_NOT_AVAILABLE))) {
                return true;
            }
        }
        return false;
    }
}
