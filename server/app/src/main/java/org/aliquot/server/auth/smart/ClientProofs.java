package org.aliquot.server.auth.smart;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Ways in which SMART's clients say who they are, and which Spring's converters do not read. */
final class ClientProofs {
    private static final String BY_SIGNATURE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private ClientProofs() {}

    /** The one value of a parameter; null where there is none. RFC 6749, 3.2: no parameter more than once. */
    static @Nullable String parameter(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            return null;
        }
        if (values.length > 1) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return values[0];
    }

    /**
     * A signed assertion, by which alone the client says its name: SMART's Backend Services send no {@code client_id}. The
     * name is believed only once the signature is checked with that client's keys.
     */
    static AuthenticationConverter signedAssertion() {
        return request -> {
            String assertion = parameter(request, "client_assertion");
            if (assertion == null || !BY_SIGNATURE.equals(parameter(request, "client_assertion_type"))) {
                return null;
            }
            String named = parameter(request, "client_id");
            String clientId = subjectOf(assertion);
            if (named != null && !named.equals(clientId)) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
            }
            return new OAuth2ClientAuthenticationToken(
                    clientId, new ClientAuthenticationMethod(BY_SIGNATURE), assertion, others(request));
        };
    }

    private static String subjectOf(String assertion) {
        try {
            String subject = SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
            if (subject != null && !subject.isEmpty()) {
                return subject;
            }
        } catch (ParseException notSigned) {
            // Answered as any other that proves nothing.
        }
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }

    // The code's verifier is looked at together with the proof.
    private static Map<String, Object> others(HttpServletRequest request) {
        Map<String, Object> parameters = new HashMap<>();
        if ("authorization_code".equals(parameter(request, "grant_type"))) {
            for (String name : request.getParameterMap().keySet()) {
                parameters.put(name, parameter(request, name));
            }
        }
        return parameters;
    }

    /**
     * A public client that has nothing but its name: to renew a token, which it has. The token tells the name as well: neither
     * RFC 6749, 6 nor SMART asks for {@code client_id} there, and the best known library does not send it.
     *
     * @param ofRefreshToken whose a token is
     */
    static AuthenticationConverter nameAlone(Function<String, Optional<String>> ofRefreshToken) {
        return request -> {
            String token = parameter(request, "refresh_token");
            String named = parameter(request, "client_id");
            String clientId = named != null || token == null
                    ? named
                    : ofRefreshToken.apply(token).orElse(null);
            boolean hasToken = "refresh_token".equals(parameter(request, "grant_type"))
                    || "/auth/revoke".equals(request.getRequestURI());
            boolean hasProof = parameter(request, "client_secret") != null
                    || parameter(request, "client_assertion") != null
                    || request.getHeader("Authorization") != null;
            return clientId == null || !hasToken || hasProof
                    ? null
                    : new OAuth2ClientAuthenticationToken(clientId, ClientAuthenticationMethod.NONE, null, Map.of());
        };
    }

    /** Whether it is the kind of {@link #nameAlone()}. */
    static boolean isNameAlone(Authentication authentication) {
        return authentication instanceof OAuth2ClientAuthenticationToken client
                && ClientAuthenticationMethod.NONE.equals(client.getClientAuthenticationMethod())
                && client.getAdditionalParameters().isEmpty();
    }
}
