package org.aliquot.server.auth.smart;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aliquot.server.auth.notice.Notice;
import org.aliquot.server.auth.scope.NamedScope;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2AccessTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/** Makes tokens, and says in the answer what they are about. */
final class Tokens {
    private final Clock clock;
    private final GrantStore grants;
    private final Duration onlineLifetime;
    private final Duration offlineLifetime;
    private final OAuth2TokenGenerator<? extends OAuth2Token> generator;

    Tokens(SigningKeys keys, GrantStore grants, Duration onlineLifetime, Duration offlineLifetime, Clock clock) {
        this.clock = clock;
        this.grants = grants;
        this.onlineLifetime = onlineLifetime;
        this.offlineLifetime = offlineLifetime;
        JwtGenerator identities = new JwtGenerator(new NimbusJwtEncoder(keys.signing()));
        identities.setJwtCustomizer(Tokens::identify);
        this.generator =
                new DelegatingOAuth2TokenGenerator(new OAuth2AccessTokenGenerator(), this::refreshToken, identities);
    }

    OAuth2TokenGenerator<? extends OAuth2Token> generator() {
        return generator;
    }

    /** Only for those who asked to stay connected, public clients too. */
    private @Nullable OAuth2RefreshToken refreshToken(OAuth2TokenContext context) {
        OAuth2Authorization authorization = context.getAuthorization();
        if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType()) || authorization == null) {
            return null;
        }
        Set<String> scopes = authorization.getAuthorizedScopes();
        OAuth2Authorization.Token<OAuth2RefreshToken> former = authorization.getRefreshToken();
        String next =
                RefreshTokens.next(former == null ? null : former.getToken().getTokenValue());
        Instant now = clock.instant();
        if (scopes.contains(NamedScope.OFFLINE_ACCESS.name())) {
            return new OAuth2RefreshToken(next, now, now.plus(offlineLifetime));
        }
        if (scopes.contains(NamedScope.ONLINE_ACCESS.name())) {
            GrantContext user = authorization.getAttribute(GrantContext.ATTRIBUTE);
            Instant until = user.loginTime().plus(onlineLifetime);
            return until.isAfter(now) ? new OAuth2RefreshToken(next, now, until) : null;
        }
        return null;
    }

    private static void identify(JwtEncodingContext context) {
        GrantContext user = context.getAuthorization().getAttribute(GrantContext.ATTRIBUTE);
        boolean isAsked = context.getAuthorizedScopes().contains(NamedScope.FHIR_USER.name())
                || context.getAuthorizedScopes().contains(NamedScope.PROFILE.name());
        if (isAsked && user.fhirUser() != null) {
            String base = context.getAuthorizationServerContext().getIssuer();
            context.getClaims().claim("fhirUser", base + "/" + user.fhirUser());
        }
        context.getClaims().claim("auth_time", user.loginTime().getEpochSecond());
    }

    /** The launch context beside the token. SMART App Launch 2.2, "Launch context arrives with your access token". */
    void describe(OAuth2AccessTokenAuthenticationContext answer) {
        OAuth2AccessTokenAuthenticationToken token = answer.getAuthentication();
        grants.active(token.getAccessToken().getTokenValue()).ifPresent(active -> {
            Map<String, Object> parameters = new HashMap<>(token.getAdditionalParameters());
            parameters.putAll(launchParameters(active.context().launch()));
            answer.getAccessTokenResponse().additionalParameters(parameters);
        });
    }

    /** Whose token it is and what it allows, not the token. */
    Notice notice(OAuth2AccessTokenAuthenticationToken answer) {
        String client = answer.getRegisteredClient().getClientId();
        return grants.active(answer.getAccessToken().getTokenValue())
                .map(active -> {
                    Notice token = Notice.success(
                                    Notice.What.TOKEN, active.scopes().toString())
                            .through(client)
                            .about(Optional.ofNullable(active.context().launch().patient()));
                    return active.user()
                            .map(user -> token.by(
                                    user, Optional.ofNullable(active.context().fhirUser())))
                            .orElse(token);
                })
                .orElseGet(() -> Notice.success(Notice.What.TOKEN, "").through(client));
    }

    /** What is told of a launch, beside a token and about it. */
    static Map<String, Object> launchParameters(LaunchContext launch) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("patient", launch.patient());
        parameters.put("encounter", launch.encounter());
        parameters.put("fhirContext", launch.fhirContext());
        parameters.put("need_patient_banner", launch.needPatientBanner());
        parameters.put("intent", launch.intent());
        parameters.put("smart_style_url", launch.smartStyleUrl());
        parameters.values().removeIf(java.util.Objects::isNull);
        return parameters;
    }
}
