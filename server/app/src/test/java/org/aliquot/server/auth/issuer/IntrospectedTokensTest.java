package org.aliquot.server.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.server.auth.token.CannotTellException;
import org.aliquot.server.testsupport.SecondAuthorizationServer;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;

/** Opaque tokens of another authorization server, which is asked about each. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IntrospectedTokensTest {
    private static SecondAuthorizationServer issuer;
    private static TestServer server;
    private static String[] asker;
    private static String patient;

    @BeforeAll
    static void start() throws IOException {
        issuer = SecondAuthorizationServer.start();
        asker = issuer.asker();
        Files.createDirectories(Path.of("target"));
        Path config = Files.createTempFile(Path.of("target"), "introspection-", ".yml");
        Files.writeString(config, """
                aliquot:
                  fhir:
                    full-text: false
                  auth:
                    issuer: %s
                    audience: %s
                    introspection-url: %s/oauth2/introspect
                    introspection-client: "%s"
                    introspection-secret: "%s"
                    roles-claim: groups
                    roles:
                      clinician: [physicians]
                """.formatted(
                        issuer.url(), SecondAuthorizationServer.AUDIENCE, issuer.url(), asker[0], asker[1]));
        server = TestServer.start(config);
        patient = server.create(new Patient()).getIdElement().getIdPart();
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    private static Map<String, Object> claims() {
        return Map.of("fhirUser", "Practitioner/7", "groups", List.of("physicians"), "patient", patient);
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(claims());
        more.put(name, value);
        return more;
    }

    private static int status(String token) {
        return server.get("Patient/" + patient, SmartApp.bearer(token)).status();
    }

    @Test
    void opaqueTokensAllowWhatTheIssuerSaysOfThem() {
        assertThat(status(issuer.opaqueToken("launch/patient patient/Patient.rs", claims())))
                .isEqualTo(200);
        String user = issuer.opaqueToken("user/Patient.cruds", claims());
        assertThat(status(user)).isEqualTo(200);
        assertThat(server.delete("Patient/" + patient, SmartApp.bearer(user)).status())
                .as("cut to the user's role")
                .isEqualTo(403);
        assertThat(status(issuer.opaqueToken("user/Patient.rs", with("groups", List.of()))))
                .isEqualTo(403);
        assertThat(status(issuer.token("user/Patient.rs", claims())))
                .as("a JWT is asked about as well")
                .isEqualTo(200);
    }

    @Test
    void tokensOfTheMachinesOperatorAreShownToNobody() {
        int before = issuer.timesAsked();
        assertThat(server.get("Patient/" + patient).status()).isEqualTo(200);
        assertThat(issuer.timesAsked()).isEqualTo(before);
    }

    @Test
    void tokenThatIsNotAsItMustBeIsRefused() {
        Instant past = Instant.now().minusSeconds(600);
        Map<String, Object> expired = with("iat", past);
        expired.put("exp", past.plusSeconds(60));
        assertThat(status("made-up")).isEqualTo(401);
        assertThat(status(issuer.opaqueToken("user/Patient.rs", expired))).isEqualTo(401);
        assertThat(status(issuer.opaqueToken("user/Patient.rs", with("aud", List.of("pharmacy")))))
                .isEqualTo(401);
        assertThat(status(issuer.opaqueToken("user/Patient.rs", with("iss", "https://other.example"))))
                .isEqualTo(401);
        assertThat(status(issuer.opaqueToken("user/Patient.rs", with("cnf", Map.of("jkt", "x")))))
                .isEqualTo(401);
        assertThat(status(issuer.opaqueToken("user/Patient.rs", with("typ", "Refresh"))))
                .isEqualTo(401);
        assertThat(status(issuer.tokens("user/Patient.rs", claims(), OAuth2TokenFormat.REFERENCE)
                        .path("refresh_token")
                        .asText()))
                .as("a refresh token is active, too")
                .isEqualTo(401);
    }

    @Test
    void whatTheIssuerTakesBackEndsWithinASecondOrSo() throws InterruptedException {
        String token = issuer.opaqueToken("user/Patient.rs", claims());
        assertThat(status(token)).isEqualTo(200);
        issuer.revoke(token);
        Thread.sleep(1_200);
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void theIssuerIsAskedOnceASecondHoweverManyRequestsComeAndNotPastTheTokensEnd() {
        String token = issuer.opaqueToken("user/Patient.rs", claims());
        Instant begin = Instant.now();
        int before = issuer.timesAsked();
        for (int i = 0; i < 50; i++) {
            assertThat(status(token)).isEqualTo(200);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(status("made-up-" + before)).isEqualTo(401);
        }
        long seconds = Duration.between(begin, Instant.now()).toSeconds() + 1;
        assertThat(issuer.timesAsked() - before).isLessThanOrEqualTo((int) (2 * seconds + 2));

        IntrospectedTokens later = reader(asker[1], Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));
        assertThat(later.read(token))
                .as("the issuer's clock is late; the token's end is its end")
                .isEmpty();
    }

    private static IntrospectedTokens reader(String secret, Clock clock) {
        return new IntrospectedTokens(
                issuer.url() + "/oauth2/introspect",
                asker[0],
                secret,
                issuer.url(),
                SecondAuthorizationServer.AUDIENCE,
                new TokenClaims("", new IssuersRoles("", Map.of())),
                clock);
    }

    @Test
    void secretThatIsWrongIsOurFaultNotTheTokens() {
        String token = issuer.opaqueToken("user/Patient.rs", claims());
        assertThat(reader(asker[1], Clock.systemUTC()).read(token)).isPresent();
        assertThatThrownBy(() -> reader("another", Clock.systemUTC()).read(token))
                .isInstanceOf(CannotTellException.class)
                .hasMessageContaining("401");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void issuerThatCannotBeAskedIsSaidToBeAway() {
        String token = issuer.opaqueToken("user/Patient.rs", claims());
        issuer.close();
        Answer read = server.get("Patient/" + patient, SmartApp.bearer(token));
        assertThat(read.status()).isEqualTo(503);
        assertThat(read.header("Retry-After")).isNotEmpty();
        assertThat(read.tree().at("/issue/0/code").asText()).isEqualTo("transient");
        assertThat(server.get("Patient/" + patient).status())
                .as("the machine's operator")
                .isEqualTo(200);
        Answer discovery = server.get(".well-known/smart-configuration", "Authorization", "");
        assertThat(discovery.status()).isEqualTo(503);
        assertThat(discovery.tree().path("error").asText()).isEqualTo("temporarily_unavailable");
        assertThat(discovery.tree().path("error_description").asText())
                .contains(issuer.url() + "/.well-known/openid-configuration");
    }
}
