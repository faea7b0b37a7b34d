package org.aliquot.gateway.spool;

/**
 * The spool could not keep or find what it was asked to. Nothing may be acknowledged on the strength of the failed
 * call.
 */
public class SpoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SpoolException(String message, Throwable cause) {
        super(message, cause);
    }

    public SpoolException(String message) {
        super(message);
    }
}
