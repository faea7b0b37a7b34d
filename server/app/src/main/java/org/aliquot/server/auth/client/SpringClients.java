package org.aliquot.server.auth.client;

import java.time.Duration;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.scope.NamedScope;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** The registered clients as Spring's authorization server asks for them. */
public final class SpringClients implements RegisteredClientRepository {
    private final ClientStore clients;
    private final Duration accessLifetime;

    public SpringClients(ClientStore clients, Duration accessLifetime) {
        this.clients = clients;
        this.accessLifetime = accessLifetime;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("clients are registered by an administrator: aliquot clients add");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return clients.find(clientId).map(this::registered).orElse(null);
    }

    private RegisteredClient registered(Client client) {
        ClientSettings.Builder settings =
                ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(true);
        RegisteredClient.Builder builder = RegisteredClient.withId(client.id())
                .clientId(client.id())
                .clientName(client.name())
                .scopes(scopes -> scopes.addAll(client.scopes().asStrings()))
                .redirectUris(uris -> uris.addAll(client.redirectUris()))
                .tokenSettings(TokenSettings.builder()
                        // Looked up with each request, so that what is revoked ends at once.
                        .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                        .accessTokenTimeToLive(accessLifetime)
                        .reuseRefreshTokens(false)
                        .build());
        switch (client.kind()) {
            case PUBLIC -> builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
            case CONFIDENTIAL_SYMMETRIC ->
                builder.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        .clientSecret(client.secretHash().orElseThrow());
            default -> {
                builder.clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
                // Which of RS384 and ES384 is looked at where the signature is (Assertions); Spring asks that one is
                // named.
                settings.tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS384);
            }
        }
        if (client.kind() == Kind.BACKEND) {
            builder.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS);
        } else {
            builder.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE);
            if (client.scopes().contains(NamedScope.OFFLINE_ACCESS)
                    || client.scopes().contains(NamedScope.ONLINE_ACCESS)) {
                builder.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN);
            }
        }
        return builder.clientSettings(settings.build()).build();
    }
}
