package org.aliquot.ingest.job;

/** Too much is under way already; later it will do. */
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
        super(message);
    }
}
