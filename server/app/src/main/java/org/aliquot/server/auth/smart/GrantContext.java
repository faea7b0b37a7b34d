package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the user's way to a code, beside scopes and tokens.
 *
 * @param redirectUri where the code was sent; absent where no user took part, as all that follows
 * @param codeChallenge PKCE, S256
 * @param nonce the app's, for the id_token
 * @param fhirUser who the user is, {@code Practitioner/7}
 * @param loggedInAt seconds since 1970
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GrantContext(
        @Nullable String redirectUri,
        @Nullable String codeChallenge,
        @Nullable String nonce,
        @Nullable String fhirUser,
        @Nullable Long loggedInAt,
        LaunchContext launch) {
    /** The attribute of Spring's authorization under which it goes along. */
    static final String ATTRIBUTE = GrantContext.class.getName();

    static final GrantContext NO_USER = new GrantContext(null, null, null, null, null, LaunchContext.NONE);

    Instant loginTime() {
        return loggedInAt == null ? Instant.EPOCH : Instant.ofEpochSecond(loggedInAt);
    }
}
