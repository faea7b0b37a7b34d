package org.aliquot.gateway.tls;

/** A key or certificate cannot be used; the message says which, why, and quotes no password. */
public class TlsBundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsBundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
