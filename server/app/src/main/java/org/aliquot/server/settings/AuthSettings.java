package org.aliquot.server.settings;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        @NotNull @DefaultValue List<String> clientKeys,
        @NotNull @DefaultValue("15m") Duration accessLifetime,
        @NotNull @DefaultValue("12h") Duration onlineLifetime,
        @NotNull @DefaultValue("90d") Duration offlineLifetime,
        @NotNull @DefaultValue List<String> sensitive,
        @Min(1) @DefaultValue("100") int failuresPerMinute)
        implements CheckedSettings {

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

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return ("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
