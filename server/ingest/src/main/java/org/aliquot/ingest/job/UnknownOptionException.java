package org.aliquot.ingest.job;

/** There is no such way into the database, or no such level of validation; the message lists those there are. */
public final class UnknownOptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOptionException(String message) {
        super(message);
    }
}
