package org.aliquot.server.auth.smart;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.User;
import org.jspecify.annotations.Nullable;

/**
 * One user's way from an app's request to a code, or to the page of what apps may do. Held in memory: a restart sends users back
 * to where they came from.
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

    /** In the place of an app where the user came without one. Nothing is ever given to it. */
    private static final Client GRANTS = new Client(
            "grants",
            "Your apps",
            Client.Kind.PUBLIC,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Scopes.NONE,
            Optional.empty(),
            Optional.empty());

    /** A user comes to see what apps may do. */
    static Flow aboutGrants(String browser, Instant until, String page) {
        return new Flow(
                Hashes.random(),
                browser,
                until,
                GRANTS,
                page,
                "",
                "",
                null,
                Scopes.NONE,
                null,
                null,
                LaunchContext.NONE);
    }

    boolean isAboutGrants() {
        return client == GRANTS;
    }

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
