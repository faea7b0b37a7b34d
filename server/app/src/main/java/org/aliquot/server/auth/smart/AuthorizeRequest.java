package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.Scopes;

/** An app's request for a code, checked. SMART App Launch 2.2, "Request authorization code"; RFC 6749, 4.1.1; RFC 7636. */
final class AuthorizeRequest {
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    /** They are kept until the user is done. */
    private static final int LONGEST_VALUE = 2_048;

    private static final int LONGEST_SCOPE = 4_096;
    private static final int MOST_SCOPES = 50;
    /** Of what is asked for as it is registered, where for {@code *} there are types by the dozen. */
    private static final int LONGEST_POSSIBLE = 8_192;

    private static final int MOST_POSSIBLE = 100;

    private static final Set<String> KNOWN = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "aud",
            "code_challenge",
            "code_challenge_method",
            "launch",
            "nonce",
            "prompt");

    private final Map<String, String[]> parameters;

    private AuthorizeRequest(HttpServletRequest request) {
        this.parameters = request.getParameterMap();
    }

    /**
     * What came of it.
     *
     * @param redirectUri where to tell the app; empty where that is not certain, and a page is shown instead
     * @param error an OAuth error code, with {@code why}; empty where all is well
     */
    record Checked(
            Optional<Client> client,
            Optional<String> redirectUri,
            Optional<String> state,
            Optional<String> error,
            String why,
            Scopes possible,
            Optional<String> launch,
            String codeChallenge,
            Optional<String> nonce) {}

    static Checked check(HttpServletRequest request, ClientStore clients, String fhirBase) {
        return new AuthorizeRequest(request).checked(clients, fhirBase);
    }

    private Checked checked(ClientStore clients, String fhirBase) {
        Optional<Client> client = one("client_id").flatMap(clients::find);
        // To the letter, and only where it is given once: the address decides who gets the code.
        Optional<String> redirectUri = client.flatMap(
                known -> one("redirect_uri").filter(uri -> known.redirectUris().contains(uri)));
        if (client.isEmpty() || client.get().kind() == Client.Kind.BACKEND) {
            return refused(
                    client, Optional.empty(), "unauthorized_client", "client_id is not that of a registered app");
        }
        if (redirectUri.isEmpty()) {
            return refused(
                    client, redirectUri, "invalid_request", "redirect_uri is not one that is registered for this app");
        }
        if (KNOWN.stream().anyMatch(name -> parameters.containsKey(name) && parameters.get(name).length > 1)) {
            return refused(client, redirectUri, "invalid_request", "a parameter is given more than once");
        }
        if (!one("response_type").filter("code"::equals).isPresent()) {
            return refused(client, redirectUri, "unsupported_response_type", "response_type must be code");
        }
        if (one("state").filter(state -> !state.isBlank()).isEmpty()) {
            return refused(client, redirectUri, "invalid_request", "state is missing");
        }
        if (Stream.of("state", "nonce", "launch")
                .flatMap(name -> one(name).stream())
                .anyMatch(value -> value.length() > LONGEST_VALUE)) {
            return refused(
                    client,
                    redirectUri,
                    "invalid_request",
                    "state, nonce and launch: " + LONGEST_VALUE + " characters at most");
        }
        if (!one("aud")
                .map(aud -> aud.replaceAll("/$", ""))
                .filter(fhirBase::equals)
                .isPresent()) {
            return refused(client, redirectUri, "invalid_request", "aud must be " + fhirBase);
        }
        if (!one("code_challenge_method").filter("S256"::equals).isPresent()
                || !one("code_challenge")
                        .filter(challenge -> CHALLENGE.matcher(challenge).matches())
                        .isPresent()) {
            return refused(client, redirectUri, "invalid_request", "PKCE with S256 is required");
        }
        if (one("prompt").filter("none"::equals).isPresent()) {
            return refused(client, redirectUri, "login_required", "nobody is logged in beforehand");
        }
        String scope = one("scope").orElse("");
        if (scope.length() > LONGEST_SCOPE
                || scope.chars().filter(space -> space == ' ').count() >= MOST_SCOPES) {
            return refused(
                    client,
                    redirectUri,
                    "invalid_scope",
                    "scope: " + MOST_SCOPES + " scopes at most, and " + LONGEST_SCOPE + " characters");
        }
        Scopes possible;
        try {
            possible = Scopes.parse(scope).and(client.get().scopes()).ofUsers();
        } catch (MalformedScopeException e) {
            return refused(client, redirectUri, "invalid_scope", e.getMessage());
        }
        if (possible.isEmpty()) {
            return refused(client, redirectUri, "invalid_scope", "nothing of this may be asked for by this app");
        }
        if (possible.asStrings().size() > MOST_POSSIBLE || possible.toString().length() > LONGEST_POSSIBLE) {
            return refused(
                    client, redirectUri, "invalid_scope", "scope: what is registered for this app is too much at once");
        }
        boolean isFromEhr = possible.contains(NamedScope.LAUNCH);
        if (isFromEhr != one("launch").isPresent()) {
            return refused(
                    client, redirectUri, "invalid_request", "the scope launch and the parameter launch go together");
        }
        return new Checked(
                client,
                redirectUri,
                one("state"),
                Optional.empty(),
                "",
                possible,
                one("launch"),
                one("code_challenge").orElseThrow(),
                one("nonce"));
    }

    private Checked refused(Optional<Client> client, Optional<String> redirectUri, String error, String why) {
        return new Checked(
                client,
                redirectUri,
                one("state").filter(state -> state.length() <= LONGEST_VALUE),
                Optional.of(error),
                why,
                Scopes.NONE,
                Optional.empty(),
                "",
                Optional.empty());
    }

    private Optional<String> one(String name) {
        String[] values = parameters.get(name);
        return values == null || values.length != 1 ? Optional.empty() : Optional.of(values[0]);
    }
}
