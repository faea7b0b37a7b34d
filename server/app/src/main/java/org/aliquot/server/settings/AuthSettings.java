package org.aliquot.server.settings;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aliquot.server.auth.user.Role;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the server.
 *
 * @param dev             nobody needs a token; on a loopback address only. Set by {@code serve --dev}
 * @param issuer          the issuer of tokens where that is a server of yours, such as {@code
 *                        https://sso.example.org/realms/lab}; empty: the embedded authorization server
 * @param jwksUrl         where that issuer's keys are; empty: as its {@code .well-known/openid-configuration} says
 * @param audience        what that issuer's tokens must name as {@code aud}; empty: the FHIR base URL
 * @param introspectionUrl where that issuer is asked about each token; empty: tokens are believed by their signature
 * @param introspectionClient who asks there
 * @param introspectionSecret that client's secret
 * @param rolesClaim      which claim names what a user works as, {@code roles} or {@code realm_access.roles}; empty: scopes are
 *                        as the issuer gives them
 * @param roles           by our role's name (or {@code system}) what the issuer calls it
 * @param login           an identity provider where users of the embedded server may log in, too
 * @param clientKeys      URLs below which clients of the embedded server may keep their keys (JWKS); others are not read
 * @param accessLifetime  how long an access token lives
 * @param onlineLifetime  how long {@code online_access} can be renewed, from the user's login on
 * @param offlineLifetime how long {@code offline_access} can be renewed, from the last renewal on
 * @param sensitive      security labels ({@code meta.security}) of what only some may see: {@code system|code}, or a code of
 *                       HL7's Confidentiality such as {@code R}; empty: nothing is sensitive
 * @param failuresPerMinute how many attempts to log in or to get a token may fail from one address within a minute
 */
@ConfigurationProperties("aliquot.auth")
public record AuthSettings(
        @DefaultValue("false") boolean dev,
        @NotNull @DefaultValue("") String issuer,
        @NotNull @DefaultValue("") String jwksUrl,
        @NotNull @DefaultValue("") String audience,
        @NotNull @DefaultValue("") String introspectionUrl,
        @NotNull @DefaultValue("") String introspectionClient,
        @NotNull @DefaultValue("") String introspectionSecret,
        @NotNull @DefaultValue("") String rolesClaim,
        @NotNull @DefaultValue Map<String, List<String>> roles,
        @NotNull @DefaultValue Login login,
        @NotNull @DefaultValue List<String> clientKeys,
        @NotNull @DefaultValue("15m") Duration accessLifetime,
        @NotNull @DefaultValue("12h") Duration onlineLifetime,
        @NotNull @DefaultValue("90d") Duration offlineLifetime,
        @NotNull @DefaultValue List<String> sensitive,
        @Min(1) @DefaultValue("100") int failuresPerMinute)
        implements CheckedSettings {

    /**
     * A login elsewhere, by OpenID Connect; tokens are ours all the same.
     *
     * @param issuer its issuer, such as {@code https://sso.example.org/realms/hospital}; empty: none
     * @param client we as its client
     * @param secret that client's secret
     * @param label  what users know it by
     * @param claim  which claim of its id_tokens accounts are named by
     */
    public record Login(
            @NotNull @DefaultValue("") String issuer,
            @NotNull @DefaultValue("") String client,
            @NotNull @DefaultValue("") String secret,
            @NotNull @DefaultValue("your hospital's login") String label,
            @NotNull @DefaultValue("preferred_username") String claim) {
        /** Whether there is one. */
        public boolean isThere() {
            return !issuer.isBlank();
        }
    }

    /** Whether tokens come from somewhere else. */
    public boolean isExternal() {
        return !issuer.isBlank();
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!issuer.isBlank() && !isUrl(issuer)) {
            problems.add("aliquot.auth.issuer: expected an http(s) URL");
        }
        if (!jwksUrl.isBlank() && (!isUrl(jwksUrl) || issuer.isBlank())) {
            problems.add("aliquot.auth.jwks-url: expected an http(s) URL, and aliquot.auth.issuer with it");
        }
        problems.addAll(introspectionProblems());
        problems.addAll(rolesProblems());
        if (login.isThere()
                && (!isUrl(login.issuer())
                        || login.client().isBlank()
                        || login.secret().isBlank())) {
            problems.add(
                    "aliquot.auth.login: expected issuer, an http(s) URL, with client and secret (better: environment"
                            + " ALIQUOT_AUTH_LOGIN_SECRET)");
        }
        if (login.isThere() && !issuer.isBlank()) {
            problems.add(
                    "aliquot.auth.login: is for the embedded authorization server, which aliquot.auth.issuer replaces");
        }
        for (String url : clientKeys) {
            if (!isUrl(url)) {
                problems.add("aliquot.auth.client-keys: \"" + url + "\" is no http(s) URL");
            }
        }
        if (accessLifetime.compareTo(Duration.ofHours(1)) > 0 || accessLifetime.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("aliquot.auth.access-lifetime: must be from 1s to 1h, not " + accessLifetime);
        }
        if (onlineLifetime.compareTo(accessLifetime) < 0 || offlineLifetime.compareTo(accessLifetime) < 0) {
            problems.add("aliquot.auth.online-lifetime and offline-lifetime: must not be less than access-lifetime");
        }
        return problems;
    }

    private List<String> introspectionProblems() {
        if (introspectionUrl.isBlank()) {
            return introspectionClient.isBlank() && introspectionSecret.isBlank()
                    ? List.of()
                    : List.of("aliquot.auth.introspection-client and introspection-secret: are for"
                            + " aliquot.auth.introspection-url, which is not set");
        }
        List<String> problems = new ArrayList<>();
        if (!isUrl(introspectionUrl) || issuer.isBlank()) {
            problems.add("aliquot.auth.introspection-url: expected an http(s) URL, and aliquot.auth.issuer with it");
        }
        if (introspectionClient.isBlank() || introspectionSecret.isBlank()) {
            problems.add("aliquot.auth.introspection-url: say who asks there: aliquot.auth.introspection-client and"
                    + " introspection-secret (better: environment ALIQUOT_AUTH_INTROSPECTIONSECRET)");
        }
        if (!jwksUrl.isBlank()) {
            problems.add(
                    "aliquot.auth.jwks-url: is not used where aliquot.auth.introspection-url is set; leave out one");
        }
        return problems;
    }

    private List<String> rolesProblems() {
        List<String> known = Stream.concat(Role.given().stream().map(Role::toString), Stream.of("system"))
                .toList();
        List<String> problems = new ArrayList<>(roles.keySet().stream()
                .filter(role -> !known.contains(role))
                .map(role -> "aliquot.auth.roles." + role + ": no such role; expected one of " + known)
                .toList());
        if (rolesClaim.isBlank() != roles.isEmpty()) {
            problems.add("aliquot.auth.roles and roles-claim: go together; without both scopes are as the issuer gives"
                    + " them");
        }
        if (!roles.isEmpty() && issuer.isBlank()) {
            problems.add(
                    "aliquot.auth.roles: are those of aliquot.auth.issuer's users; ours have theirs by \"aliquot users\"");
        }
        return problems;
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return ("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
