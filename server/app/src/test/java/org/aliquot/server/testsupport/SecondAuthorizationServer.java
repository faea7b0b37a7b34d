package org.aliquot.server.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A hospital's own authorization server: Spring Authorization Server as it comes, in a context and on a port of its own, with a
 * key of its own. Its users have whatever claims a test gives them.
 */
public final class SecondAuthorizationServer implements AutoCloseable {
    /** What its tokens are for. */
    public static final String AUDIENCE = "laboratory";

    /** The claim that says how an access token's header calls it; without it the header says nothing. */
    public static final String HEADER_TYPE = "header-type";

    private static final String PASSWORD = "hospital";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnnotationConfigServletWebServerApplicationContext context;
    private final String url;

    private SecondAuthorizationServer(AnnotationConfigServletWebServerApplicationContext context) {
        this.context = context;
        this.url = "http://127.0.0.1:" + context.getWebServer().getPort();
    }

    public static SecondAuthorizationServer start() {
        AnnotationConfigServletWebServerApplicationContext context =
                new AnnotationConfigServletWebServerApplicationContext();
        context.register(Parts.class);
        context.refresh();
        return new SecondAuthorizationServer(context);
    }

    /** Its issuer: {@code http://127.0.0.1:39173}. */
    public String url() {
        return url;
    }

    /** Id and secret of a client that may ask about tokens. */
    public String[] asker() {
        String id = client("asker-" + UUID.randomUUID(), List.of("openid"), OAuth2TokenFormat.SELF_CONTAINED);
        return new String[] {id, secretOf(id)};
    }

    /** A client's secret; not one that is the same however it is encoded. */
    public static String secretOf(String client) {
        return "a secret & more of " + client;
    }

    /** How often it was asked about a token. */
    public int timesAsked() {
        return context.getBean(Parts.class).asked.get();
    }

    /** The access token, a JWT, of somebody who has these claims beside the usual ones, or in their place. */
    public String token(String scopes, Map<String, Object> claims) {
        return tokens(scopes, claims, OAuth2TokenFormat.SELF_CONTAINED)
                .path("access_token")
                .asText();
    }

    /** As {@link #token}, a random string. */
    public String opaqueToken(String scopes, Map<String, Object> claims) {
        return tokens(scopes, claims, OAuth2TokenFormat.REFERENCE)
                .path("access_token")
                .asText();
    }

    /** The token endpoint's answer. */
    public JsonNode tokens(String scopes, Map<String, Object> claims, OAuth2TokenFormat format) {
        return launch(url + "/oauth2/authorize", url + "/oauth2/token", scopes, claims, format);
    }

    /** The whole way of an app and a user, by these endpoints: login, code, token. */
    public JsonNode launch(
            String authorizationEndpoint,
            String tokenEndpoint,
            String scopes,
            Map<String, Object> claims,
            OAuth2TokenFormat format) {
        String user = user("user-" + UUID.randomUUID(), claims);
        String app = client("app-" + UUID.randomUUID(), List.of(scopes.split(" ")), format);
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        String back = signIn(
                browser,
                user,
                authorizationEndpoint + "?"
                        + form(Map.of(
                                "response_type",
                                "code",
                                "client_id",
                                app,
                                "redirect_uri",
                                SmartApp.REDIRECT,
                                "scope",
                                scopes,
                                "state",
                                "s",
                                "code_challenge",
                                SmartApp.challenge(),
                                "code_challenge_method",
                                "S256")));
        String code = Stream.of(back.replaceFirst(".*\\?", "").split("&"))
                .filter(pair -> pair.startsWith("code="))
                .map(pair -> URLDecoder.decode(pair.substring(5), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no code: " + back));
        return tree(post(
                browser,
                tokenEndpoint,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        SmartApp.REDIRECT,
                        "code_verifier",
                        SmartApp.VERIFIER),
                app));
    }

    /** Somebody who is known here, and has these claims. */
    public String user(String name, Map<String, Object> claims) {
        context.getBean(Parts.class).claims.put(name, Map.copyOf(claims));
        return name;
    }

    /** Logs in and goes on to an authorization request; where the browser is sent back to. */
    public String signIn(HttpClient browser, String user, String authorizationRequest) {
        post(browser, url + "/login", Map.of("username", user, "password", PASSWORD), null);
        HttpResponse<String> sent = send(browser, HttpRequest.newBuilder(URI.create(authorizationRequest)));
        return sent.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(sent.statusCode() + sent.body()));
    }

    /** A token of a client's own, without a user; it has these claims. */
    public String systemToken(String scopes, Map<String, Object> claims) {
        String app =
                client("system-" + UUID.randomUUID(), List.of(scopes.split(" ")), OAuth2TokenFormat.SELF_CONTAINED);
        context.getBean(Parts.class).claims.put(app, Map.copyOf(claims));
        return tree(post(
                        HttpClient.newHttpClient(),
                        url + "/oauth2/token",
                        Map.of("grant_type", "client_credentials", "scope", scopes),
                        app))
                .path("access_token")
                .asText();
    }

    /** Takes a token back, as the client that got it would. */
    public void revoke(String token) {
        String client = context.getBean(OAuth2AuthorizationService.class)
                .findByToken(token, OAuth2TokenType.ACCESS_TOKEN)
                .getRegisteredClientId();
        HttpResponse<String> answer =
                post(HttpClient.newHttpClient(), url + "/oauth2/revoke", Map.of("token", token), client);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + answer.body());
        }
    }

    /** Registers an app of the hospital's, or changes it. */
    public String client(String id, List<String> scopes, OAuth2TokenFormat format, String... redirects) {
        context.getBean(InMemoryRegisteredClientRepository.class)
                .save(RegisteredClient.withId(id)
                        .clientId(id)
                        .clientSecret("{noop}" + secretOf(id))
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                        .redirectUris(uris ->
                                uris.addAll(redirects.length == 0 ? List.of(SmartApp.REDIRECT) : List.of(redirects)))
                        .scopes(all -> all.addAll(scopes))
                        .clientSettings(
                                ClientSettings.builder().requireProofKey(true).build())
                        .tokenSettings(TokenSettings.builder()
                                .accessTokenFormat(format)
                                .accessTokenTimeToLive(Duration.ofMinutes(5))
                                .build())
                        .build());
        return id;
    }

    private static JsonNode tree(HttpResponse<String> answer) {
        try {
            if (answer.statusCode() != 200) {
                throw new AssertionError(answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> post(HttpClient http, String to, Map<String, String> form, String client) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)));
        if (client != null) {
            String both = client + ":" + URLEncoder.encode(secretOf(client), StandardCharsets.UTF_8);
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }
        return send(http, request);
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String form(Map<String, String> form) {
        return form.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        context.close();
    }

    /** What it is made of. */
    @EnableWebSecurity
    static class Parts {
        final Map<String, Map<String, Object>> claims = new ConcurrentHashMap<>();
        final AtomicInteger asked = new AtomicInteger();

        @Bean
        TomcatServletWebServerFactory web() {
            TomcatServletWebServerFactory tomcat = new TomcatServletWebServerFactory(0);
            tomcat.setAddress(InetAddress.getLoopbackAddress());
            return tomcat;
        }

        /** Tomcat's filters answer, but only where a servlet might. */
        @Bean
        ServletRegistrationBean<HttpServlet> nothing() {
            return new ServletRegistrationBean<>(
                    new HttpServlet() {
                        private static final long serialVersionUID = 1L;
                    },
                    "/");
        }

        @Bean
        FilterRegistrationBean<OncePerRequestFilter> counter() {
            FilterRegistrationBean<OncePerRequestFilter> counter =
                    new FilterRegistrationBean<>(new OncePerRequestFilter() {
                        @Override
                        protected void doFilterInternal(
                                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                                throws IOException, jakarta.servlet.ServletException {
                            if (request.getRequestURI().equals("/oauth2/introspect")) {
                                asked.incrementAndGet();
                            }
                            chain.doFilter(request, response);
                        }
                    });
            counter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return counter;
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.with(
                            OAuth2AuthorizationServerConfigurer.authorizationServer(),
                            server -> server.oidc(oidc -> oidc.providerConfigurationEndpoint(
                                    document -> document.providerConfigurationCustomizer(told -> told.scope("fhirUser")
                                            .scope("launch/patient")
                                            .scope("patient/*.rs")))))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .csrf(csrf -> csrf.ignoringRequestMatchers(any -> true))
                    .formLogin(Customizer.withDefaults())
                    .build();
        }

        @Bean
        InMemoryRegisteredClientRepository clients() {
            return new InMemoryRegisteredClientRepository(RegisteredClient.withId("first")
                    .clientId("first")
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .build());
        }

        @Bean
        OAuth2AuthorizationService authorizations() {
            return new InMemoryOAuth2AuthorizationService();
        }

        @Bean
        UserDetailsService users() {
            return name -> User.withUsername(name)
                    .password("{noop}" + PASSWORD)
                    .authorities("user")
                    .build();
        }

        @Bean
        JWKSource<SecurityContext> keys() {
            RSAKey key = SmartApp.rsa();
            return new ImmutableJWKSet<>(new JWKSet(key));
        }

        @Bean
        JwtDecoder decoder(JWKSource<SecurityContext> keys) {
            return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder().build();
        }

        private Map<String, Object> claimsOf(String principal) {
            return claims.getOrDefault(principal, Map.of());
        }

        /** What a test has said of id_tokens apart. */
        @SuppressWarnings("unchecked")
        private static Map<String, Object> inIdToken(Map<String, Object> all) {
            return (Map<String, Object>) all.getOrDefault("id_token", Map.of());
        }

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> jwts() {
            return token -> {
                if (token.getTokenType().getValue().equals("id_token")) {
                    String name = token.getPrincipal().getName();
                    token.getClaims()
                            .claim("preferred_username", name)
                            .claims(all -> all.putAll(inIdToken(claimsOf(name))));
                } else if (token.getTokenType().getValue().equals("access_token")) {
                    Object type = claimsOf(token.getPrincipal().getName()).get(HEADER_TYPE);
                    if (type != null) {
                        token.getJwsHeader().type(type.toString());
                    }
                    token.getClaims()
                            .audience(List.of(AUDIENCE))
                            .claim("client_id", token.getRegisteredClient().getClientId())
                            .claims(all ->
                                    all.putAll(claimsOf(token.getPrincipal().getName())));
                }
            };
        }

        @Bean
        OAuth2TokenCustomizer<OAuth2TokenClaimsContext> opaqueOnes() {
            return token -> token.getClaims()
                    .audience(List.of(AUDIENCE))
                    .claims(all -> all.putAll(claimsOf(token.getPrincipal().getName())));
        }
    }
}
