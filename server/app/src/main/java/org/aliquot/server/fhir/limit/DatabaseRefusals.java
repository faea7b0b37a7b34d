package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
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

    /** SQLSTATE unique_violation. */
    private static final String TWICE = "23505";

    /** HAPI's table of the conditions on which something was created: one at a time. */
    private static final String CONDITIONS = "hfj_res_search_url";

    /** SQLSTATE class 40: transaction rollback, as for a deadlock. */
    private static final String ROLLED_BACK = "40";

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
                if (state.equals(TWICE)
                        && Objects.toString(sql.getMessage(), "").contains(CONDITIONS)) {
                    return Optional.of(
                            new ResourceVersionConflictException(
                                    "a resource is being created, or was a moment ago, on the same condition (If-None-Exist, or a"
                                            + " conditional update); nothing was stored by this one. Try again: it may be found then"));
                }
                if (state.startsWith(ROLLED_BACK)) {
                    return Optional.of(
                            new ResourceVersionConflictException(
                                    "the same is written by others at the same time; nothing was stored by this one. Try again"));
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
