package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines A23–A27 of the conformance bar: clients that speak for themselves, and what is told about tokens. */
@WithServer
class BackendServicesTest {
    private static final String SCOPES = "system/Patient.rs system/Observation.rs";
    private static final JWK KEY = SmartApp.rsa();

    private final TestServer server;
    private final SmartApp app;

    BackendServicesTest(TestServer server) {
        this.server = server;
        this.app = SmartApp.backend(server, SCOPES, KEY);
    }

    private static Map<String, String> credentials(String scope) {
        return new LinkedHashMap<>(Map.of("grant_type", "client_credentials", "scope", scope));
    }

    @Test
    void a24SignedRequestGivesATokenWithRs384AndEs384() {
        for (SmartApp client : new SmartApp[] {app, SmartApp.backend(server, SCOPES, SmartApp.ec())}) {
            Answer answer = client.token(credentials("system/Patient.rs"));
            assertThat(answer.status()).as(answer.body()).isIn(200, 201);
            assertThat(answer.tree().path("token_type").asText()).isEqualToIgnoringCase("bearer");
            assertThat(answer.tree().path("expires_in").asInt()).isBetween(1, 3600);
            assertThat(SmartApp.scopes(answer)).containsExactly("system/Patient.rs");
            assertThat(answer.tree().has("refresh_token")).isFalse();
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(server.get("Patient?_count=1", SmartApp.bearer(answer)).status())
                    .isEqualTo(200);
            assertThat(server.get("Observation?_count=1", SmartApp.bearer(answer))
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void scopesAreCutToWhatIsRegistered() {
        assertThat(SmartApp.scopes(app.token(credentials("system/*.cruds openid offline_access"))))
                .containsExactlyInAnyOrder("system/Patient.rs", "system/Observation.rs");
        assertThat(app.token(credentials("system/Device.rs"))
                        .tree()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_scope");
        assertThat(app.token(credentials("system/patient.rs"))
                        .tree()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_scope");
    }

    @Test
    void a23WrongGrantTypeAndWrongKindOfAssertionAreRefused() {
        Map<String, String> grant = credentials("system/Patient.rs");
        grant.put("grant_type", "not_a_grant_type");
        assertThat(app.token(grant).status()).isEqualTo(400);
        Map<String, String> kind = credentials("system/Patient.rs");
        kind.put("client_assertion_type", "not_an_assertion_type");
        assertThat(app.token(kind).status()).isIn(400, 401);
    }

    static Stream<Arguments> badAssertions() {
        JWK other = SmartApp.rsa();
        return Stream.of(
                bad("no JWT", app -> "not.a.jwt"),
                bad("another's key", app -> SmartApp.signed(app.claims().build(), other, JWSAlgorithm.RS384)),
                bad(
                        "another's key under this one's name",
                        app -> SmartApp.signed(
                                app.claims().build(),
                                new com.nimbusds.jose.jwk.RSAKey.Builder(other.toRSAKey())
                                        .keyID(KEY.getKeyID())
                                        .build(),
                                JWSAlgorithm.RS384)),
                bad("RS256", app -> SmartApp.signed(app.claims().build(), KEY, JWSAlgorithm.RS256)),
                bad("alg none", app -> new PlainJWT(app.claims().build()).serialize()),
                bad("tampered", app -> tampered(app.assertion(app.claims().build()))),
                bad(
                        "aud",
                        app -> app.assertion(app.claims()
                                .audience("https://other.example/token")
                                .build())),
                bad("iss", app -> app.assertion(app.claims().issuer("other").build())),
                bad("sub", app -> app.assertion(app.claims().subject("other").build())),
                bad("no jti", app -> app.assertion(app.claims().jwtID(null).build())),
                bad(
                        "no exp",
                        app -> app.assertion(app.claims().expirationTime(null).build())),
                bad("expired", app -> app.assertion(expiring(app, -120))),
                bad("exp in ten minutes", app -> app.assertion(expiring(app, 600))));
    }

    private static Arguments bad(String what, Function<SmartApp, String> assertion) {
        return Arguments.of(what, assertion);
    }

    private static JWTClaimsSet expiring(SmartApp app, int seconds) {
        return app.claims()
                .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                .build();
    }

    private static String tampered(String assertion) {
        String[] parts = assertion.split("\\.");
        char last = parts[1].charAt(parts[1].length() - 2);
        return parts[0] + "." + parts[1].substring(0, parts[1].length() - 2) + (last == 'A' ? "BA" : "AA") + "."
                + parts[2];
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badAssertions")
    void a23a25AssertionThatProvesNothingIsRefused(String what, Function<SmartApp, String> assertion) {
        Map<String, String> form = credentials("system/Patient.rs");
        form.put("client_assertion", assertion.apply(app));
        Answer answer = app.token(form);
        assertThat(answer.status()).as(what).isIn(400, 401);
        assertThat(answer.tree().path("error").asText()).isIn("invalid_client", "invalid_request");
        assertThat(answer.tree().has("access_token")).isFalse();
    }

    @Test
    void a25AssertionIsGoodOnce() {
        Map<String, String> form = credentials("system/Patient.rs");
        form.put("client_assertion", app.assertion(app.claims().build()));
        assertThat(app.token(form).status()).isEqualTo(200);
        Answer again = app.token(form);
        assertThat(again.status()).isIn(400, 401);
        assertThat(again.tree().path("error").asText()).isEqualTo("invalid_client");
    }

    @Test
    void revokedClientsTokensEndWithinASecond() {
        SmartApp leaving = SmartApp.backend(server, SCOPES, SmartApp.ec());
        Answer tokens = leaving.token(credentials("system/Patient.rs"));
        assertThat(server.bean(ClientStore.class).revoke(leaving.id())).isTrue();
        assertThat(SmartApp.statusInTheEnd(server, SmartApp.bearer(tokens))).isEqualTo(401);
        assertThat(leaving.token(credentials("system/Patient.rs")).status()).isEqualTo(401);
    }

    @Test
    void a26ClientIsToldOfItsTokens() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        String user = SmartApp.user(server, "Practitioner/9");
        SmartApp web = SmartApp.registered(
                server,
                org.aliquot.server.auth.client.Client.Kind.CONFIDENTIAL_SYMMETRIC,
                "openid fhirUser launch/patient patient/*.rs");
        Answer tokens = web.launch("openid fhirUser launch/patient patient/*.rs", user, patient);

        Answer told = web.prove(
                "/auth/introspect",
                Map.of("token", tokens.tree().path("access_token").asText()));

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.tree().path("active").asBoolean()).isTrue();
        assertThat(told.tree().path("client_id").asText()).isEqualTo(web.id());
        assertThat(SmartApp.scopes(told)).containsExactlyInAnyOrderElementsOf(SmartApp.scopes(tokens));
        // The answer to the app is a little older.
        assertThat(told.tree().path("exp").asLong() - told.tree().path("iat").asLong())
                .isBetween(
                        tokens.tree().path("expires_in").asLong(),
                        tokens.tree().path("expires_in").asLong() + 2);
        assertThat(told.tree().path("patient").asText()).isEqualTo(patient);
        assertThat(told.tree().path("iss").asText()).isEqualTo(server.fhirUrl());
        assertThat(told.tree().path("sub").asText()).isEqualTo(user);
        assertThat(told.tree().path("fhirUser").asText()).isEqualTo(server.fhirUrl() + "/Practitioner/9");
        // Of another's it is told nothing, unless it is registered for that.
        Map<String, String> question =
                Map.of("token", tokens.tree().path("access_token").asText());
        assertThat(app.prove("/auth/introspect", question).tree().path("active").asBoolean(true))
                .isFalse();
        assertThat(SmartApp.backend(server, "aliquot/introspect", SmartApp.ec())
                        .prove("/auth/introspect", question)
                        .tree()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void a27NothingIsToldOfTokensThatAreNone() {
        Answer told = app.prove("/auth/introspect", Map.of("token", "made-up"));
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.tree()).hasSize(1);
        assertThat(told.tree().path("active").asBoolean(true)).isFalse();
        assertThat(app.post("/auth/introspect", Map.of("token", "made-up")).status())
                .isEqualTo(401);
    }
}
