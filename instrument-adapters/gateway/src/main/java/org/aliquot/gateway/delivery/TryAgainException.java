package org.aliquot.gateway.delivery;

/** The message at the head of the lane stays there for now. */
final class TryAgainException extends Exception {
    private static final long serialVersionUID = 1L;

    TryAgainException(String message, Throwable cause) {
        super(message, cause);
    }
}
