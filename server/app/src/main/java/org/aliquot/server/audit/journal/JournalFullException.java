package org.aliquot.server.audit.journal;

import java.io.IOException;

/** Nothing more is taken until the database has taken what is there. */
public final class JournalFullException extends IOException {
    private static final long serialVersionUID = 1L;

    JournalFullException(long bytes) {
        super("the audit journal holds " + bytes
                + " bytes that the database has not taken; is the database reachable?");
    }
}
