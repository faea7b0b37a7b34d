package org.aliquot.ingest;

/** The database cannot be had right now. Says nothing about the batch: the same batch may be stored later. */
public class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
