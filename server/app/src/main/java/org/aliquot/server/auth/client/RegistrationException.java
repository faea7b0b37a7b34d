package org.aliquot.server.auth.client;

/** Metadata with which no client can be registered. RFC 7591 3.2.2. */
public final class RegistrationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String error;

    RegistrationException(String error, String description) {
        super(description);
        this.error = error;
    }

    static RegistrationException metadata(String description) {
        return new RegistrationException("invalid_client_metadata", description);
    }

    /** {@code invalid_redirect_uri} or {@code invalid_client_metadata}. */
    public String error() {
        return error;
    }
}
