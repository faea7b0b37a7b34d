package org.aliquot.ingest.job.ledger;

import java.sql.SQLException;

/** The database did not do as asked. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerException(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
