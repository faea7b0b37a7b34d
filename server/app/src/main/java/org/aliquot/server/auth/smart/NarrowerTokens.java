package org.aliquot.server.auth.smart;

import java.util.LinkedHashSet;
import java.util.Set;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.Scopes;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Renews tokens for less than was granted (RFC 6749, 6), by what scopes allow: {@code patient/Observation.rs} is a part of
 * {@code patient/*.cruds}. Spring compares words.
 */
final class NarrowerTokens implements AuthenticationProvider {
    private final OAuth2AuthorizationService grants;
    private final OAuth2TokenGenerator<? extends OAuth2Token> generator;

    NarrowerTokens(OAuth2AuthorizationService grants, OAuth2TokenGenerator<? extends OAuth2Token> generator) {
        this.grants = grants;
        this.generator = generator;
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        OAuth2RefreshTokenAuthenticationToken asked = (OAuth2RefreshTokenAuthenticationToken) authentication;
        OAuth2Authorization granted = asked.getScopes().isEmpty()
                ? null
                : grants.findByToken(asked.getRefreshToken(), OAuth2TokenType.REFRESH_TOKEN);
        if (granted == null) {
            // For all that was granted; or Spring says that the token is not known.
            return spring(grants).authenticate(asked);
        }
        Set<String> narrower = narrower(asked.getScopes(), granted.getAuthorizedScopes());
        return spring(new Granting(grants, narrower))
                .authenticate(new OAuth2RefreshTokenAuthenticationToken(
                        asked.getRefreshToken(),
                        (Authentication) asked.getPrincipal(),
                        narrower,
                        asked.getAdditionalParameters()));
    }

    private OAuth2RefreshTokenAuthenticationProvider spring(OAuth2AuthorizationService service) {
        return new OAuth2RefreshTokenAuthenticationProvider(service, generator);
    }

    private static Set<String> narrower(Set<String> asked, Set<String> granted) {
        try {
            Scopes all = Scopes.parse(granted);
            Scopes wanted = Scopes.parse(asked);
            if (!wanted.stream().allMatch(all::covers)) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
            }
            return wanted.asStrings();
        } catch (MalformedScopeException e) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2RefreshTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** The same grants, which name the parts of them as granted; what is kept of a grant's scopes stays as it was. */
    private record Granting(OAuth2AuthorizationService grants, Set<String> parts)
            implements OAuth2AuthorizationService {
        @Override
        public void save(OAuth2Authorization authorization) {
            grants.save(authorization);
        }

        @Override
        public void remove(OAuth2Authorization authorization) {
            grants.remove(authorization);
        }

        @Override
        public @Nullable OAuth2Authorization findById(String id) {
            return grants.findById(id);
        }

        @Override
        public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
            OAuth2Authorization found = grants.findByToken(token, type);
            if (found == null) {
                return null;
            }
            Set<String> scopes = new LinkedHashSet<>(found.getAuthorizedScopes());
            scopes.addAll(parts);
            return OAuth2Authorization.from(found).authorizedScopes(scopes).build();
        }
    }
}
