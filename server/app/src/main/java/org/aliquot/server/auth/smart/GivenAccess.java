package org.aliquot.server.auth.smart;

import java.time.Instant;
import java.util.Optional;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;

/**
 * What a user let an app do, and has not taken back.
 *
 * @param id of the grant
 * @param clientId the app's
 * @param app its name
 * @param patient id of the patient whom it is about
 * @param lastUsed empty: never; to the minute
 * @param until when it ends by itself
 */
record GivenAccess(
        String id,
        String clientId,
        String app,
        Scopes scopes,
        Optional<String> patient,
        Instant since,
        Optional<Instant> lastUsed,
        Instant until) {
    /** Whether the app may put off its end. */
    boolean isRenewed() {
        return scopes.contains(NamedScope.OFFLINE_ACCESS) || scopes.contains(NamedScope.ONLINE_ACCESS);
    }
}
