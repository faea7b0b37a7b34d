package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.User;
import org.jspecify.annotations.Nullable;

/**
 * One user's way from an app's request to a code, or to the page of what apps may do. Held in memory, as text where that is
 * smaller: a restart sends users back to where they came from.
 *
 * @param browser what the browser's cookie must say, so that nobody goes on with a flow that another began
 * @param address from where it was begun, see {@link #from}
 * @param scopes the most that can be granted: what was asked for, is registered, and the user's role allows
 * @param user once logged in
 * @param launch about what
 */
record Flow(
        String id,
        String browser,
        String address,
        Instant until,
        App app,
        String redirectUri,
        String state,
        String codeChallenge,
        @Nullable String nonce,
        String scopes,
        @Nullable User user,
        @Nullable Instant loggedInAt,
        LaunchContext launch) {

    /** In the place of an app where the user came without one. Nothing is ever given to it. */
    private static final App GRANTS = new App("grants", "Your apps");

    private static final int GROUPS_OF_A_NETWORK = 4;

    /** What is held beside the texts. */
    private static final int REST = 500;

    /** Who asks: a client's id, and what users are shown. */
    record App(String id, String name) {}

    /** From where a request comes: an address, or of IPv6 the network (/64), within which one machine has all that it likes. */
    static String from(HttpServletRequest request) {
        String[] groups = request.getRemoteAddr().split(":", GROUPS_OF_A_NETWORK + 1);
        return groups.length > GROUPS_OF_A_NETWORK
                ? String.join(":", List.of(groups).subList(0, GROUPS_OF_A_NETWORK))
                : request.getRemoteAddr();
    }

    /** A user comes to see what apps may do. */
    static Flow aboutGrants(String browser, String address, Instant until, String page) {
        return new Flow(
                Hashes.random(),
                browser,
                address,
                until,
                GRANTS,
                page,
                "",
                "",
                null,
                "",
                null,
                null,
                LaunchContext.NONE);
    }

    boolean isAboutGrants() {
        return app == GRANTS;
    }

    Scopes possible() {
        return Scopes.parse(scopes);
    }

    /** Whether what is labelled as sensitive is shown on the way: not where the app would not see it either. */
    boolean isWithSensitive() {
        return possible().contains(NamedScope.SENSITIVE);
    }

    /** In characters, about. */
    int size() {
        return REST
                + Stream.of(browser, redirectUri, state, codeChallenge, scopes, launch.toString())
                        .mapToInt(String::length)
                        .sum()
                + Optional.ofNullable(nonce).map(String::length).orElse(0);
    }

    Flow as(User loggedIn, Instant at) {
        return new Flow(
                id,
                browser,
                address,
                until,
                app,
                redirectUri,
                state,
                codeChallenge,
                nonce,
                loggedIn.role().cut(possible()).toString(),
                loggedIn,
                at,
                launch);
    }

    Flow about(LaunchContext context) {
        return new Flow(
                id,
                browser,
                address,
                until,
                app,
                redirectUri,
                state,
                codeChallenge,
                nonce,
                scopes,
                user,
                loggedInAt,
                context);
    }
}
