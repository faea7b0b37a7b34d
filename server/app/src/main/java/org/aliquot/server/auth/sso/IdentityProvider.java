package org.aliquot.server.auth.sso;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.issuer.IssuerMetadata;
import org.aliquot.server.auth.remote.Remote;
import org.aliquot.server.settings.AuthSettings;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * The hospital's login, by the authorization code flow of OpenID Connect Core 1.0, 3.1, with PKCE. We are a confidential client
 * there.
 */
public final class IdentityProvider {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(
            SignatureAlgorithm.RS256, SignatureAlgorithm.RS384, SignatureAlgorithm.ES256, SignatureAlgorithm.ES384);

    private final Remote remote = new Remote();
    private final AuthSettings.Login settings;
    private final IssuerMetadata metadata;

    public IdentityProvider(AuthSettings.Login settings, Clock clock) {
        this.settings = settings;
        this.metadata = new IssuerMetadata(settings.issuer(), clock);
    }

    /** What users know it by. */
    public String label() {
        return settings.label();
    }

    /**
     * Where the user's browser is to go.
     *
     * @param back where it is to come back to, as it is registered there
     * @throws IOException where the provider does not answer
     */
    public String address(Errand errand, String back) throws IOException {
        String endpoint = text(metadata.read().openId(), "authorization_endpoint");
        return endpoint
                + (endpoint.contains("?") ? "&" : "?")
                + form(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        settings.client(),
                        "redirect_uri",
                        back,
                        "scope",
                        "openid profile",
                        "state",
                        errand.state(),
                        "nonce",
                        errand.nonce(),
                        // S256 is what a hash is kept as.
                        "code_challenge",
                        Hashes.of(errand.verifier()),
                        "code_challenge_method",
                        "S256"));
    }

    /**
     * Who came back: the claim of theirs that our accounts are named by.
     *
     * @throws IOException where the provider does not answer
     */
    public String whoCameBack(Errand errand, String code, String back) throws IOException, NotIdentifiedException {
        JsonNode document = metadata.read().openId();
        Remote.Answer answer = remote.post(
                text(document, "token_endpoint"),
                form(Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        back,
                        "code_verifier",
                        errand.verifier())),
                basic());
        if (answer.status() != 200) {
            throw new NotIdentifiedException("its token endpoint answers " + answer.status());
        }
        Jwt identity = checked(idToken(answer.body()), text(document, "jwks_uri"), errand);
        if (identity.getClaims().get(settings.claim()) instanceof String name && !name.isBlank()) {
            return name;
        }
        throw new NotIdentifiedException("its id_token has no claim " + settings.claim());
    }

    private static String idToken(String body) throws NotIdentifiedException {
        try {
            JsonNode token = JSON.readTree(body).path("id_token");
            if (token.isTextual()) {
                return token.asText();
            }
        } catch (JsonProcessingException noJson) {
            // Said below.
        }
        throw new NotIdentifiedException("its token endpoint answers no id_token");
    }

    /** OpenID Connect Core 1.0, 3.1.3.7. */
    private Jwt checked(String token, String keys, Errand errand) throws NotIdentifiedException {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(keys)
                .restOperations(Remote.forSpring())
                .jwsAlgorithms(known -> known.addAll(ALGORITHMS))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(settings.issuer()),
                new JwtTimestampValidator(),
                new JwtClaimValidator<Object>("exp", java.util.Objects::nonNull),
                new JwtClaimValidator<List<String>>("aud", aud -> aud != null && aud.contains(settings.client())),
                new JwtClaimValidator<Object>("azp", azp -> azp == null || azp.equals(settings.client())),
                new JwtClaimValidator<Object>("nonce", errand.nonce()::equals)));
        try {
            return decoder.decode(token);
        } catch (JwtException e) {
            throw new NotIdentifiedException(
                    "its id_token is not believed: " + e.getClass().getSimpleName(), e);
        }
    }

    private static String text(JsonNode document, String name) throws IOException {
        if (!document.path(name).isTextual()) {
            throw new IOException("its discovery document names no " + name);
        }
        return document.path(name).asText();
    }

    private String basic() {
        String both = encoded(settings.client()) + ":" + encoded(settings.secret());
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }

    private static String form(Map<String, String> parameters) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + encoded(pair.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
