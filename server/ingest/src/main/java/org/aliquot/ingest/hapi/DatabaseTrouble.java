package org.aliquot.ingest.hapi;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Tells a database that is away or overloaded from data that it will never take. */
final class DatabaseTrouble {
    // PostgreSQL appendix A: 08 connection, 40 rollback (serialization, deadlock), 53 resources, 57 operator
    // intervention, 58 system error.
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    private DatabaseTrouble() {}

    /** Whether the same batch may well be stored later. */
    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() >= 2
                    && PASSING_CLASSES.contains(sql.getSQLState().substring(0, 2))) {
                return true;
            }
        }
        return false;
    }
}
