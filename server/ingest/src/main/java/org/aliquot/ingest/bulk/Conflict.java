package org.aliquot.ingest.bulk;

import java.sql.SQLException;
import java.util.Set;
import org.aliquot.ingest.hapi.table.StalePlanException;

/** Tells a meeting with another writer, after which the same batch may well be written, from every other failure. */
final class Conflict {
    // PostgreSQL, appendix A.
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Set<String> STATES =
            Set.of(UNIQUE_VIOLATION, SERIALIZATION_FAILURE, DEADLOCK, LOCK_NOT_AVAILABLE);

    private Conflict() {}

    /** Whether a value is there already that must be unique: time does not help, unlike with every other conflict. */
    static boolean isDuplicate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StalePlanException
                    || cause instanceof SQLException sql && STATES.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
