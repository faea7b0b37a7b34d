package org.aliquot.server.testsupport;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** A registered app with its user's browser: does by HTTP what an app and a person do. */
public final class SmartApp {
    public static final String REDIRECT = "https://app.example.org/cb";
    public static final String PASSWORD = "correct horse battery";
    /** Of all that are not given one: to make one takes as long as a test. */
    private static final RSAKey KEY = rsa();

    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-and-more";
    private static final Pattern FLOW = Pattern.compile("name=\"flow\" value=\"([^\"]+)\"");
    private static final Pattern CHECKED = Pattern.compile("name=\"scope\" value=\"([^\"]+)\" checked");

    private final TestServer server;
    private final String id;
    private final Kind kind;
    private final String secret = Hashes.random();
    private final JWK key;
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private SmartApp(TestServer server, Kind kind, String scopes, JWK key) {
        this.server = server;
        this.kind = kind;
        this.key = key;
        this.id = kind + "-" + UUID.randomUUID();
        boolean isAdded = server.bean(ClientStore.class)
                .add(new Client(
                        id,
                        "Growth <Chart>",
                        kind,
                        kind == Kind.CONFIDENTIAL_SYMMETRIC ? Optional.of(Hashes.of(secret)) : Optional.empty(),
                        kind == Kind.BACKEND ? List.of() : List.of(REDIRECT, "http://127.0.0.1/cb"),
                        Optional.empty(),
                        Scopes.parse(scopes),
                        kind.signs()
                                ? Optional.of(new JWKSet(key).toPublicJWKSet().toString())
                                : Optional.empty(),
                        Optional.empty()));
        if (!isAdded) {
            throw new IllegalStateException(id);
        }
    }

    public static SmartApp registered(TestServer server, Kind kind, String scopes) {
        return new SmartApp(server, kind, scopes, kind.signs() ? KEY : null);
    }

    public static SmartApp backend(TestServer server, String scopes, JWK key) {
        return new SmartApp(server, Kind.BACKEND, scopes, key);
    }

    public static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_384)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes an account whose password is {@link #PASSWORD}. */
    public static String user(TestServer server, String fhirUser) {
        return user(server, fhirUser, Role.ADMINISTRATOR);
    }

    /** Makes an account that works as something, and whose password is {@link #PASSWORD}. */
    public static String user(TestServer server, String fhirUser, Role role) {
        String name = "user-" + UUID.randomUUID();
        UserStore users = server.bean(UserStore.class);
        String oneTime = users.addOrReset(name, Optional.ofNullable(fhirUser), role);
        users.changePassword(users.login(name, oneTime).orElseThrow(), PASSWORD);
        return name;
    }

    /** What a bearer's requests are answered with once what a command took back is taken back: a token may be remembered for a second. */
    public static int statusInTheEnd(TestServer server, String[] bearer) {
        int status = 200;
        for (int i = 0; i < 20 && status == 200; i++) {
            try {
                Thread.sleep(i == 0 ? 0 : 100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            status = server.get("Patient?_count=1", bearer).status();
        }
        return status;
    }

    public String id() {
        return id;
    }

    public String secret() {
        return secret;
    }

    /** The parameters of a request for a code that is as it should be. */
    public Map<String, String> request(String scope) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", id);
        parameters.put("redirect_uri", REDIRECT);
        parameters.put("scope", scope);
        parameters.put("state", "a state & more");
        parameters.put("aud", server.fhirUrl());
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        parameters.put("nonce", "n-1");
        return parameters;
    }

    public static String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> authorize(String method, Map<String, String> parameters) {
        String form = form(single(parameters));
        return method.equals("GET")
                ? send(HttpRequest.newBuilder(URI.create(server.baseUrl() + "/auth/authorize?" + form)))
                : submit("/auth/authorize", single(parameters));
    }

    /** Its user's browser. */
    public HttpClient browser() {
        return browser;
    }

    /** Opens a page in this app's user's browser. */
    public HttpResponse<String> open(String path) {
        return send(HttpRequest.newBuilder(URI.create(server.baseUrl() + path)));
    }

    /** Gives the code that is asked for. */
    public HttpResponse<String> enterCode(HttpResponse<String> page, String code) {
        return submit("/auth/code", single(Map.of("flow", flow(page), "code", code)));
    }

    /** Logs in on a login page. */
    public HttpResponse<String> login(HttpResponse<String> page, String user) {
        return login(page, user, PASSWORD);
    }

    public HttpResponse<String> login(HttpResponse<String> page, String user, String password) {
        return submit("/auth/login", single(Map.of("flow", flow(page), "username", user, "password", password)));
    }

    public HttpResponse<String> choose(HttpResponse<String> page, String patient) {
        return submit("/auth/patient", single(Map.of("flow", flow(page), "patient", patient)));
    }

    public HttpResponse<String> searchPatient(HttpResponse<String> page, String text) {
        return submit("/auth/patient", single(Map.of("flow", flow(page), "search", text)));
    }

    /** Agrees to what is ticked already. */
    public HttpResponse<String> allow(HttpResponse<String> page) {
        List<String> scopes = new ArrayList<>();
        Matcher ticked = CHECKED.matcher(page.body());
        while (ticked.find()) {
            scopes.add(ticked.group(1).replace("&amp;", "&"));
        }
        return allow(page, scopes);
    }

    public HttpResponse<String> allow(HttpResponse<String> page, List<String> scopes) {
        MultiValueMap<String, String> form = single(Map.of("flow", flow(page), "decision", "allow"));
        form.put("scope", scopes);
        return submit("/auth/consent", form);
    }

    public HttpResponse<String> submit(String path, MultiValueMap<String, String> form) {
        return send(HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", server.baseUrl())
                .POST(HttpRequest.BodyPublishers.ofString(form(form))));
    }

    public static String flow(HttpResponse<String> page) {
        Matcher flow = FLOW.matcher(page.body());
        if (!flow.find()) {
            throw new AssertionError(
                    "no form: " + page.statusCode() + " " + page.headers().map() + page.body());
        }
        return flow.group(1);
    }

    /** The parameters with which a browser is sent back to the app. */
    public static Map<String, String> sentBack(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location").orElse("");
        if (answer.statusCode() != 302 || !location.startsWith(REDIRECT + "?")) {
            throw new AssertionError("not sent back: " + answer.statusCode() + " " + location + answer.body());
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : location.substring(REDIRECT.length() + 1).split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    /** The whole way, of a standalone launch: a code. */
    public String code(String scope, String user, String patient, String method) {
        HttpResponse<String> page = login(authorize(method, request(scope)), user);
        if (page.body().contains("Which patient")) {
            page = choose(page, patient);
        }
        return sentBack(allow(page)).get("code");
    }

    /** The whole way: the token endpoint's answer. */
    public Answer launch(String scope, String user, String patient) {
        Answer answer = exchange(code(scope, user, patient, "GET"));
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
        return answer;
    }

    public Answer exchange(String code) {
        return token(new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                VERIFIER)));
    }

    public Answer refresh(String refreshToken) {
        return token(new LinkedHashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken)));
    }

    /** Asks for a token, with this app's proof of who it is added. */
    public Answer token(Map<String, String> parameters, String... headers) {
        return prove("/auth/token", parameters, headers);
    }

    public Answer prove(String path, Map<String, String> parameters, String... headers) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        List<String> allHeaders = new ArrayList<>(List.of(headers));
        switch (kind) {
            case PUBLIC -> all.putIfAbsent("client_id", id);
            case CONFIDENTIAL_SYMMETRIC -> {
                allHeaders.add("Authorization");
                allHeaders.add("Basic "
                        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8)));
            }
            default -> {
                all.putIfAbsent("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                all.putIfAbsent("client_assertion", assertion(claims().build()));
            }
        }
        return post(path, all, allHeaders.toArray(String[]::new));
    }

    /** A form without any proof but what is in it. */
    public Answer post(String path, Map<String, String> parameters, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(single(parameters))));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new Answer(send(request), new com.fasterxml.jackson.databind.ObjectMapper());
    }

    /** The claims of an assertion that is as it should be. */
    public JWTClaimsSet.Builder claims() {
        Instant now = Clock.systemUTC().instant();
        return new JWTClaimsSet.Builder()
                .issuer(id)
                .subject(id)
                .audience(server.baseUrl() + "/auth/token")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(4))));
    }

    public String assertion(JWTClaimsSet claims) {
        return signed(claims, key, key instanceof RSAKey ? JWSAlgorithm.RS384 : JWSAlgorithm.ES384);
    }

    public static String signed(JWTClaimsSet claims, JWK with, JWSAlgorithm algorithm) {
        try {
            JWSSigner signer = with instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(with.toECKey());
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(algorithm).keyID(with.getKeyID()).build(), claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request to the FHIR interface with this token alone. */
    public static String[] bearer(Answer tokens) {
        return bearer(tokens.tree().path("access_token").asText());
    }

    public static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /** Scopes of an answer, in no order. */
    public static List<String> scopes(Answer tokens) {
        return Arrays.asList(tokens.tree().path("scope").asText().split(" "));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static MultiValueMap<String, String> single(Map<String, String> parameters) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        parameters.forEach(form::add);
        return form;
    }

    private static String form(MultiValueMap<String, String> form) {
        List<String> pairs = new ArrayList<>();
        form.forEach((name, values) ->
                values.forEach(value -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))));
        return String.join("&", pairs);
    }
}
