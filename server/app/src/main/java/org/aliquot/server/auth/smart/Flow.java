package org.aliquot.server.auth.smart;

import java.time.Instant;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.User;
import org.jspecify.annotations.Nullable;

/**
 * One user's way from an app's request to a code. Held in memory: a restart sends users back to their apps.
 *
 * @param browser what the browser's cookie must say, so that nobody goes on with a flow that another began
 * @param possible the most that can be granted: what was asked for, is registered, and the user's role allows
 * @param user once logged in
 * @param launch about what
 */
record Flow(
        String id,
        String browser,
        Instant until,
        Client client,
        String redirectUri,
        String state,
        String codeChallenge,
        @Nullable String nonce,
        Scopes possible,
        @Nullable User user,
        @Nullable Instant loggedInAt,
        LaunchContext launch) {

    Flow as(User loggedIn, Instant at) {
        return new Flow(
                id,
                browser,
                until,
                client,
                redirectUri,
                state,
                codeChallenge,
                nonce,
                loggedIn.role().cut(possible),
                loggedIn,
                at,
                launch);
    }

    Flow about(LaunchContext context) {
        return new Flow(
                id,
                browser,
                until,
                client,
                redirectUri,
                state,
                codeChallenge,
                nonce,
                possible,
                user,
                loggedInAt,
                context);
    }
}
