package org.aliquot.ingest.job;

/** There is no such job, or not in a state for what was asked; the message says which. */
public final class UnknownJobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownJobException(String message) {
        super(message);
    }
}
