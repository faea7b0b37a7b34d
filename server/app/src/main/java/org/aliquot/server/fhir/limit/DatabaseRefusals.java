package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the client is told where the database would not do what was asked, and that is no failure of this program. Without the
 * cause: HAPI keeps the message of the innermost one, and that would be the database's, with the statement and its values.
 */
public final class DatabaseRefusals {
    /** Service unavailable: the request may be good, and is not answered now. */
    private static final int UNAVAILABLE = 503;

    /** SQLSTATE query_canceled: by its time limit, or by somebody. */
    private static final String CANCELLED = "57014";

    /** SQLSTATE class 22: data exception. */
    private static final String DATA_EXCEPTION = "22";

    private DatabaseRefusals() {}

    /** The first that is found among the causes; empty where it is something else. */
    public static Optional<BaseServerResponseException> in(Throwable failure) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return Optional.of(new UnclassifiedServerFailureException(
                        UNAVAILABLE,
                        "no connection to the database was to be had in time: the server is busy, or its database away; try"
                                + " again in a moment"));
            }
            if (cause instanceof SQLException sql) {
                String state = Objects.toString(sql.getSQLState(), "");
                if (state.equals(CANCELLED)) {
                    return Optional.of(tooCostly());
                }
                if (state.startsWith(DATA_EXCEPTION)) {
                    return Optional.of(new InvalidRequestException(
                            "a value can neither be stored nor searched: the database refuses it (SQLSTATE " + state
                                    + "; 22021 is the character NUL, 22003 and 22008 a number or date too large)"));
                }
            }
        }
        return Optional.empty();
    }

    private static BaseServerResponseException tooCostly() {
        return new UnclassifiedServerFailureException(
                UNAVAILABLE,
                "stopped: the database needed longer for a part of this than a request may take"
                        + " (aliquot.fhir.statement-timeout). Ask for less: by patient, code or date, with fewer _include and"
                        + " _revinclude, without _total; or try again when the server has less to do");
    }
}
