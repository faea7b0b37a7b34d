package org.aliquot.server.auth.smart;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.aliquot.server.auth.client.Assertions;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.Hashes;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.PublicClientAuthenticationConverter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.authentication.DelegatingAuthenticationConverter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Spring's token endpoint, with what belongs to it, put together by hand: what is not named here does not exist. Spring's
 * configurer would add endpoints that SMART does not ask for (device codes, pushed requests, token exchange, user info).
 */
public final class TokenEndpoints {
    static final String TOKEN = "/auth/token";
    static final String INTROSPECT = "/auth/introspect";
    static final String REVOKE = "/auth/revoke";

    /** All of them, as a filter is registered for. */
    public static final List<String> PATHS = List.of(TOKEN, INTROSPECT, REVOKE);

    private TokenEndpoints() {}

    public static Filter filter(
            ServerUrls urls,
            RegisteredClientRepository springClients,
            ClientStore clients,
            Assertions assertions,
            GrantStore grants,
            Tokens tokens) {
        ClientSecretAuthenticationProvider secrets = new ClientSecretAuthenticationProvider(springClients, grants);
        secrets.setPasswordEncoder(new SecretHashes());
        JwtClientAssertionAuthenticationProvider signatures =
                new JwtClientAssertionAuthenticationProvider(springClients, grants);
        signatures.setJwtDecoderFactory(assertions);
        AuthenticationManager manager = new ProviderManager(
                signatures,
                secrets,
                new PublicClients(springClients),
                new PublicClientAuthenticationProvider(springClients, grants),
                new OAuth2AuthorizationCodeAuthenticationProvider(grants, tokens.generator()),
                new NarrowerTokens(grants, tokens.generator()),
                credentials(grants, tokens));
        OAuth2ClientAuthenticationFilter proofs = new OAuth2ClientAuthenticationFilter(manager, request -> true);
        proofs.setAuthenticationConverter(new DelegatingAuthenticationConverter(List.of(
                ClientProofs.signedAssertion(),
                new ClientSecretBasicAuthenticationConverter(),
                new ClientSecretPostAuthenticationConverter(),
                new PublicClientAuthenticationConverter(),
                ClientProofs.nameAlone(grants::clientOf))));
        proofs.setAuthenticationFailureHandler((request, response, failure) -> {
            SecurityContextHolder.clearContext();
            ProvenClients.refuse(
                    request,
                    response,
                    ((OAuth2AuthenticationException) failure).getError().getErrorCode());
        });
        OAuth2TokenEndpointFilter token = new OAuth2TokenEndpointFilter(manager, TOKEN);
        token.setAuthenticationConverter(new DelegatingAuthenticationConverter(List.of(
                new OAuth2AuthorizationCodeAuthenticationConverter(),
                new OAuth2RefreshTokenAuthenticationConverter(),
                new SystemScopes(clients))));
        OAuth2AccessTokenResponseAuthenticationSuccessHandler answer =
                new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
        answer.setAccessTokenResponseCustomizer(tokens::describe);
        token.setAuthenticationSuccessHandler((request, response, authentication) -> {
            tokens.notice((OAuth2AccessTokenAuthenticationToken) authentication).leaveWith(request);
            answer.onAuthenticationSuccess(request, response, authentication);
        });
        return new FilterChainProxy(new DefaultSecurityFilterChain(
                request -> true,
                List.of(new Here(urls), proofs, new ProvenClients(), token, new TokenManagement(grants, clients))));
    }

    // Its scopes are cut to what is registered before it is asked (SystemScopes), where Spring compares words.
    private static OAuth2ClientCredentialsAuthenticationProvider credentials(GrantStore grants, Tokens tokens) {
        OAuth2ClientCredentialsAuthenticationProvider provider =
                new OAuth2ClientCredentialsAuthenticationProvider(grants, tokens.generator());
        provider.setAuthenticationValidator(context -> {});
        return provider;
    }

    /** Secrets are random and long: see {@link Hashes}. */
    private static final class SecretHashes implements PasswordEncoder {
        @Override
        public String encode(CharSequence secret) {
            return Hashes.of(secret.toString());
        }

        @Override
        public boolean matches(CharSequence secret, String hash) {
            return Hashes.matches(secret, hash);
        }
    }

    /** POST alone, nothing kept by anybody on the way, and the addresses of this request for whoever asks. */
    private static final class Here extends OncePerRequestFilter {
        private static final Set<String> METHODS = Set.of("POST");

        private final ServerUrls urls;

        Here(ServerUrls urls) {
            this.urls = urls;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Pragma", "no-cache");
            if (!METHODS.contains(request.getMethod())) {
                response.setHeader("Allow", "POST");
                response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
                return;
            }
            try {
                AuthorizationServerContextHolder.setContext(new Endpoint(urls.fhir(request), urls.of(request, TOKEN)));
                chain.doFilter(request, response);
            } catch (ServerUrls.UnknownAddressException e) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                response.setContentType("application/json");
                response.getWriter()
                        .write("{\"error\":\"temporarily_unavailable\",\"error_description\":\"" + e.getMessage()
                                + "\"}");
            } finally {
                AuthorizationServerContextHolder.resetContext();
            }
        }
    }
}
