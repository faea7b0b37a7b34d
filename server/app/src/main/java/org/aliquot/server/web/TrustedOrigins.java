package org.aliquot.server.web;

/** Sites whose pages may talk to this server: those of registered apps. */
public interface TrustedOrigins {
    /** @param origin as browsers send it, {@code https://app.example.org} */
    boolean contains(String origin);
}
