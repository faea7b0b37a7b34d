package org.aliquot.server.auth.client;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.server.auth.scope.Scopes;

/**
 * A registered client.
 *
 * @param id its {@code client_id}
 * @param name what users are shown
 * @param secretHash of a {@link Kind#CONFIDENTIAL_SYMMETRIC} one
 * @param redirectUris where users are sent back to, compared letter by letter
 * @param launchUri where an EHR opens it
 * @param scopes the most that it may ask for
 * @param jwks its public keys, or
 * @param jwksUrl where they are
 */
public record Client(
        String id,
        String name,
        Kind kind,
        Optional<String> secretHash,
        List<String> redirectUris,
        Optional<String> launchUri,
        Scopes scopes,
        Optional<String> jwks,
        Optional<String> jwksUrl) {

    /** How it proves who it is. SMART App Launch 2.2, "Client Authentication". */
    public enum Kind {
        /** It cannot: an app in a browser or on a phone. */
        PUBLIC,
        /** By a secret. */
        CONFIDENTIAL_SYMMETRIC,
        /** By a signature. */
        CONFIDENTIAL_ASYMMETRIC,
        /** By a signature, and no user takes part. */
        BACKEND;

        public boolean signs() {
            return this == CONFIDENTIAL_ASYMMETRIC || this == BACKEND;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
