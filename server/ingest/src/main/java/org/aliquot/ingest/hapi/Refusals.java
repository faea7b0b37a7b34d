package org.aliquot.ingest.hapi;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import org.aliquot.ingest.database.DatabaseTrouble;

/** Why a line is refused, for whoever has to mend it. */
final class Refusals {
    private Refusals() {}

    /** @param lines how many lines refer to each other in a circle, so that the reason is that of one among them */
    static String reason(Throwable failure, int lines) {
        return (lines == 1 ? "" : "one of " + lines + " lines that refer to each other in a circle: ")
                + reason(failure);
    }

    private static String reason(Throwable failure) {
        if (DatabaseTrouble.isDataException(failure)) {
            return "a value can neither be stored nor searched: the database refuses it (SQLSTATE class 22:"
                    + " the character NUL, or a number or date too large)";
        }
        if (failure instanceof ResourceVersionConflictException) {
            return "another client wrote the same resource at the same moment, again and again; send the line again";
        }
        if (failure instanceof BaseServerResponseException) {
            return String.valueOf(failure.getMessage());
        }
        // Its message may quote SQL and values.
        return "cannot be stored: the server failed on it ("
                + failure.getClass().getSimpleName() + ")";
    }
}
