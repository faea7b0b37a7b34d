package org.aliquot.server.auth.smart;

import jakarta.servlet.http.HttpServletRequest;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.Scopes;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** A client's request for a token of its own: of what it asks for, what it is registered for, and nothing that is a user's. */
final class SystemScopes implements AuthenticationConverter {
    private final AuthenticationConverter spring = new OAuth2ClientCredentialsAuthenticationConverter();
    private final ClientStore clients;

    SystemScopes(ClientStore clients) {
        this.clients = clients;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        if (!(spring.convert(request) instanceof OAuth2ClientCredentialsAuthenticationToken asked)
                || !(asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken client)) {
            return spring.convert(request);
        }
        Scopes granted = granted(client.getPrincipal().toString(), asked);
        if (granted.isEmpty()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        return new OAuth2ClientCredentialsAuthenticationToken(
                client, granted.asStrings(), asked.getAdditionalParameters());
    }

    private Scopes granted(String clientId, OAuth2ClientCredentialsAuthenticationToken asked) {
        try {
            Scopes registered =
                    clients.find(clientId).map(client -> client.scopes()).orElse(Scopes.NONE);
            return Scopes.parse(asked.getScopes()).and(registered).ofSystems();
        } catch (MalformedScopeException e) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
    }
}
