package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.scope.NamedScope;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells clients about tokens, and takes tokens back. RFC 7662, RFC 7009.
 *
 * <p>A client is told of its own tokens; of others' only where it is registered for {@code aliquot/introspect}. To anyone else
 * every token is inactive.
 */
final class TokenManagement extends OncePerRequestFilter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GrantStore grants;
    private final ClientStore clients;

    TokenManagement(GrantStore grants, ClientStore clients) {
        this.grants = grants;
        this.clients = clients;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isIntrospection = request.getRequestURI().equals(TokenEndpoints.INTROSPECT);
        if (!isIntrospection && !request.getRequestURI().equals(TokenEndpoints.REVOKE)) {
            chain.doFilter(request, response);
            return;
        }
        String[] token = request.getParameterValues("token");
        if (token == null || token.length != 1) {
            answer(response, 400, Map.of("error", "invalid_request"));
        } else if (isIntrospection) {
            answer(response, 200, hasProof() ? introspected(token[0]) : Map.of("active", false));
        } else {
            grants.revoke(clientId(), token[0]);
            response.setStatus(200);
        }
    }

    private Map<String, Object> introspected(String token) {
        boolean mayAskAboutAll = clients.find(clientId())
                .filter(client -> client.scopes().contains(NamedScope.INTROSPECT))
                .isPresent();
        return grants.active(token)
                .filter(active -> mayAskAboutAll || active.clientId().equals(clientId()))
                .map(TokenManagement::told)
                .orElse(Map.of("active", false));
    }

    private static Map<String, Object> told(GrantStore.Active active) {
        String issuer = AuthorizationServerContextHolder.getContext().getIssuer();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("active", true);
        told.put("scope", active.scopes().toString());
        told.put("client_id", active.clientId());
        told.put("token_type", "Bearer");
        told.put("iat", active.issuedAt().getEpochSecond());
        told.put("exp", active.expiresAt().getEpochSecond());
        told.put("iss", issuer);
        told.put("sub", active.user().orElse(active.clientId()));
        // All that came with the token: SMART App Launch 2.2, token-introspection.html, "Conditional fields".
        told.putAll(Tokens.launchParameters(active.context().launch()));
        boolean isUserKnown = active.scopes().contains(NamedScope.FHIR_USER)
                || active.scopes().contains(NamedScope.PROFILE);
        if (isUserKnown && active.context().fhirUser() != null) {
            told.put("fhirUser", issuer + "/" + active.context().fhirUser());
        }
        return told;
    }

    /** Its name alone may be anyone's. */
    private static boolean hasProof() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof OAuth2ClientAuthenticationToken client
                && !ClientAuthenticationMethod.NONE.equals(client.getClientAuthenticationMethod());
    }

    private static String clientId() {
        return SecurityContextHolder.getContext().getAuthentication().getName();
    }

    private static void answer(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        JSON.writeValue(response.getOutputStream(), body);
    }
}
