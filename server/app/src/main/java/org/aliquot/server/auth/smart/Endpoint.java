package org.aliquot.server.auth.smart;

import java.util.Set;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;

/**
 * Under which addresses the request at hand reaches this server.
 *
 * @param issuer the FHIR base URL
 * @param tokenUrl of the token endpoint
 */
record Endpoint(String issuer, String tokenUrl) implements AuthorizationServerContext {
    private static final AuthorizationServerSettings SETTINGS = AuthorizationServerSettings.builder()
            .tokenEndpoint(TokenEndpoints.TOKEN)
            .build();

    @Override
    public String getIssuer() {
        return issuer;
    }

    @Override
    public AuthorizationServerSettings getAuthorizationServerSettings() {
        return SETTINGS;
    }

    /** What a client's assertion may be for. */
    static Set<String> audiences() {
        return AuthorizationServerContextHolder.getContext() instanceof Endpoint here
                ? Set.of(here.issuer, here.tokenUrl)
                : Set.of();
    }
}
