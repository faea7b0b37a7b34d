package org.aliquot.server.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.auth.token.CannotTellException;
import org.aliquot.server.testsupport.SmartApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an authorization server elsewhere, which here is a few lines that publish a key. */
class SignedTokensTest {
    private static final String BASE = "https://lab.example.org/fhir";
    private static final RSAKey KEY = SmartApp.rsa();
    private static final TokenClaims CLAIMS = new TokenClaims(BASE, new IssuersRoles("", Map.of()));

    private static final AtomicReference<JWKSet> keys = new AtomicReference<>();

    private static HttpServer issuer;
    private static String url;
    private static SignedTokens tokens;

    @BeforeAll
    static void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        url = "http://127.0.0.1:" + issuer.getAddress().getPort();
        keys.set(new JWKSet(KEY));
        answer("/keys", () -> keys.get().toPublicJWKSet().toString());
        answer(
                "/.well-known/openid-configuration",
                () -> "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url
                        + "/keys\",\"subject_types_supported\":[\"public\"]}");
        issuer.start();
        tokens = new SignedTokens(url, "", BASE, CLAIMS);
    }

    private static void answer(String path, Supplier<String> body) {
        issuer.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterAll
    static void stop() {
        issuer.stop(0);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(url)
                .subject("ada")
                .audience(BASE)
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("azp", "growth")
                .claim("scope", "launch/patient patient/*.rs user/Patient.r")
                .claim("patient", "12")
                .claim("fhirUser", BASE + "/Practitioner/7");
    }

    private static Optional<Access> read(JWTClaimsSet.Builder claims) {
        return tokens.read(SmartApp.signed(claims.build(), KEY, JWSAlgorithm.RS256));
    }

    @Test
    void scopesUserAndLaunchContextAreTheTokensClaims() {
        Access access = read(claims()).orElseThrow();
        assertThat(access.client()).isEqualTo("growth");
        assertThat(access.user()).contains("ada");
        assertThat(access.patient()).contains("12");
        assertThat(access.fhirUser()).contains("Practitioner/7");
        assertThat(access.scopes()).hasToString("launch/patient patient/*.rs user/Patient.r");
        assertThat(read(claims().claim("scope", null).claim("scp", List.of("user/Patient.r")))
                        .orElseThrow()
                        .scopes())
                .hasToString("user/Patient.r");
    }

    private static Optional<Access> readOfType(String type) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(KEY.getKeyID())
                        .type(new JOSEObjectType(type))
                        .build(),
                claims().build());
        jwt.sign(new RSASSASigner(KEY));
        return tokens.read(jwt.serialize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
    void itsHeaderMaySayThatItIsAnAccessToken(String type) throws JOSEException {
        assertThat(readOfType(type)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "dpop+jwt", "token-introspection+jwt", "secevent+jwt", ""})
    void whatIsSignedForSomethingElseIsNoToken(String type) throws JOSEException {
        assertThat(readOfType(type)).isEmpty();
    }

    @Test
    void tokenThatIsNotAsItMustBeIsRefused() {
        assertThat(read(claims().issuer("https://other.example"))).isEmpty();
        assertThat(read(claims().audience("https://other.example/fhir"))).isEmpty();
        assertThat(read(claims().audience((String) null))).isEmpty();
        assertThat(read(claims().expirationTime(Date.from(Instant.now().minusSeconds(120)))))
                .isEmpty();
        assertThat(read(claims().expirationTime(null))).isEmpty();
        assertThat(read(claims().notBeforeTime(Date.from(Instant.now().plusSeconds(300)))))
                .isEmpty();
        assertThat(read(claims().claim("scope", "patient/observation.rs"))).isEmpty();
        assertThat(read(claims().claim("typ", "ID"))).as("an id_token").isEmpty();
        assertThat(read(claims().claim("cnf", Map.of("jkt", "x"))))
                .as("bound to a key")
                .isEmpty();
        assertThat(tokens.read(SmartApp.signed(claims().build(), SmartApp.rsa(), JWSAlgorithm.RS256)))
                .isEmpty();
        assertThat(tokens.read(new PlainJWT(claims().build()).serialize())).isEmpty();
        String good = SmartApp.signed(claims().build(), KEY, JWSAlgorithm.RS256);
        assertThat(tokens.read(good.substring(0, good.length() - 4) + "AAAA")).isEmpty();
        assertThat(tokens.read("made-up")).isEmpty();
    }

    @Test
    void issuerThatCannotBeReachedIsNoReasonToCallATokenBad() {
        SignedTokens unreachable = new SignedTokens("http://127.0.0.1:1", "", BASE, CLAIMS);
        String good = SmartApp.signed(claims().build(), KEY, JWSAlgorithm.RS256);
        assertThatThrownBy(() -> unreachable.read(good)).isInstanceOf(CannotTellException.class);
        assertThat(unreachable.read("made-up")).as("nobody need be asked").isEmpty();
    }

    @Test
    void newKeyOfTheIssuerIsFoundByItsFirstToken() {
        assertThat(read(claims())).isPresent();
        RSAKey next = SmartApp.rsa();
        keys.set(new JWKSet(List.of(KEY, next)));
        assertThat(tokens.read(SmartApp.signed(claims().build(), next, JWSAlgorithm.RS256)))
                .isPresent();
    }
}
