package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lines A8–A17, A20–A22 of the conformance bar: the whole way from launch to data and renewal, by HTTP. */
@WithServer
class AppLaunchTest {
    private static final String ALL =
            "openid fhirUser launch launch/patient launch/encounter offline_access patient/*.rs user/Practitioner.rs";

    private static String patient;
    private static String other;
    private static String encounter;
    private static String user;
    private static String practitioner;

    private final TestServer server;

    AppLaunchTest(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    static void peopleAreThere(TestServer server) {
        Patient jane = new Patient();
        jane.addName().setFamily("Launched").addGiven("Jane");
        jane.addIdentifier().setSystem("urn:mrn").setValue("MRN-LAUNCH-1");
        patient = server.create(jane).getIdElement().getIdPart();
        other = server.create(new Patient()).getIdElement().getIdPart();
        Encounter visit = new Encounter();
        visit.setStatus(Encounter.EncounterStatus.INPROGRESS)
                .setSubject(new Reference("Patient/" + patient))
                .setClass_(new org.hl7.fhir.r4.model.Coding("urn:x", "AMB", null));
        encounter = server.create(visit).getIdElement().getIdPart();
        practitioner = server.create(new Practitioner()).getIdElement().getIdPart();
        user = SmartApp.user(server, "Practitioner/" + practitioner);
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLIC,GET", "PUBLIC,POST",
        "CONFIDENTIAL_SYMMETRIC,GET", "CONFIDENTIAL_SYMMETRIC,POST",
        "CONFIDENTIAL_ASYMMETRIC,GET", "CONFIDENTIAL_ASYMMETRIC,POST"
    })
    void a8a10a11a12StandaloneLaunchGivesACodeThenATokenOfTheScopesAskedForThenData(Kind kind, String method) {
        SmartApp app = SmartApp.registered(server, kind, ALL);
        HttpResponse<String> loginPage =
                app.authorize(method, app.request("openid fhirUser launch/patient offline_access patient/*.rs"));
        assertThat(loginPage.statusCode()).isEqualTo(200);
        HttpResponse<String> picker = app.login(loginPage, user);
        assertThat(app.searchPatient(picker, "Launched").body()).contains("Jane Launched", "MRN-LAUNCH-1");
        HttpResponse<String> consent = app.choose(picker, patient);
        assertThat(consent.body()).contains("Growth &lt;Chart&gt;", "Jane Launched");
        Map<String, String> back = SmartApp.sentBack(app.allow(consent));

        assertThat(back)
                .containsEntry("state", "a state & more")
                .containsEntry("iss", server.fhirUrl())
                .doesNotContainKey("error");
        Answer tokens = app.exchange(back.get("code"));
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        assertThat(tokens.header("Content-Type")).startsWith("application/json");
        JsonNode body = tokens.tree();
        assertThat(body.path("access_token").asText()).isNotBlank();
        assertThat(body.path("token_type").asText()).isEqualToIgnoringCase("bearer");
        assertThat(body.path("expires_in").isNumber()).isTrue();
        assertThat(body.path("refresh_token").isTextual()).isTrue();
        // A12: what was granted is what was asked for.
        assertThat(SmartApp.scopes(tokens))
                .containsExactlyInAnyOrder("openid", "fhirUser", "launch/patient", "offline_access", "patient/*.rs");
        // A13: the patient, readable with the token; another one not.
        assertThat(body.path("patient").asText()).isEqualTo(patient);
        assertThat(server.get("Patient/" + patient, SmartApp.bearer(tokens)).status())
                .isEqualTo(200);
        assertThat(server.get("Patient/" + other, SmartApp.bearer(tokens)).status())
                .isIn(403, 404);
    }

    @Test
    void a9a13a14LaunchFromTheEhrBringsItsContext() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        Answer announced = server.post(
                "/auth/launch",
                """
                {"patient":"%s","encounter":"%s","needPatientBanner":false,"intent":"reconcile",
                 "smartStyleUrl":"https://ehr.example/style.json",
                 "fhirContext":[{"reference":"DiagnosticReport/1"},{"identifier":{"value":"x"}}]}
                """.formatted(patient, encounter),
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + server.localToken(Scopes.parse("aliquot/launch")));
        assertThat(announced.status()).as(announced.body()).isEqualTo(201);
        assertThat(announced.tree().path("iss").asText()).isEqualTo(server.fhirUrl());
        Map<String, String> request = app.request("openid launch patient/*.rs");
        request.put("launch", announced.tree().path("launch").asText());

        HttpResponse<String> consent = app.login(app.authorize("GET", request), user);
        Answer tokens = app.exchange(SmartApp.sentBack(app.allow(consent)).get("code"));

        JsonNode body = tokens.tree();
        assertThat(body.path("patient").asText()).isEqualTo(patient);
        assertThat(body.path("encounter").asText()).isEqualTo(encounter);
        assertThat(body.path("need_patient_banner").asBoolean(true)).isFalse();
        assertThat(body.path("intent").asText()).isEqualTo("reconcile");
        assertThat(body.path("smart_style_url").asText()).isEqualTo("https://ehr.example/style.json");
        assertThat(body.at("/fhirContext/0/reference").asText()).isEqualTo("DiagnosticReport/1");
        assertThat(SmartApp.scopes(tokens)).contains("launch");
        // SMART App Launch 2.2, token introspection, "Conditional fields": as it came with the token.
        JsonNode told = SmartApp.backend(server, "aliquot/introspect", SmartApp.ec())
                .prove(
                        "/auth/introspect",
                        Map.of("token", body.path("access_token").asText()))
                .tree();
        for (String field :
                List.of("patient", "encounter", "need_patient_banner", "intent", "smart_style_url", "fhirContext")) {
            assertThat(told.path(field)).as(field).isEqualTo(body.path(field));
        }
        // A29: a launch is good once.
        assertThat(SmartApp.sentBack(app.authorize("GET", request)))
                .containsKey("error")
                .doesNotContainKey("code");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BACKEND")
    void a15a22TokensAreRenewedAndNobodyKeepsThem(Kind kind) {
        SmartApp app = SmartApp.registered(server, kind, ALL);
        Answer first = app.launch(
                "openid launch/patient offline_access patient/Patient.rs patient/Observation.rs", user, patient);
        assertNotKept(first);

        Answer second = app.refresh(first.tree().path("refresh_token").asText());

        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertNotKept(second);
        assertThat(second.tree().path("access_token").asText())
                .isNotEqualTo(first.tree().path("access_token").asText());
        assertThat(second.tree().path("patient").asText()).isEqualTo(patient);
        assertThat(second.tree().path("id_token").isTextual()).isTrue();
        Answer less = app.token(Map.of(
                "grant_type", "refresh_token",
                "refresh_token", second.tree().path("refresh_token").asText(),
                "scope", "patient/Patient.rs"));
        assertThat(SmartApp.scopes(less)).containsExactly("patient/Patient.rs");
        assertThat(server.get("Observation", SmartApp.bearer(less)).status()).isEqualTo(403);
        Answer more = app.token(Map.of(
                "grant_type", "refresh_token",
                "refresh_token", less.tree().path("refresh_token").asText(),
                "scope", "patient/*.cruds"));
        assertThat(more.status()).isEqualTo(400);
    }

    /** RFC 6749, 6: any part of what was granted, whichever way it is written. */
    @Test
    void whatWasGrantedIsRenewedInPart() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "openid launch/patient offline_access patient/*.cruds");
        Answer last = app.launch("openid launch/patient offline_access patient/*.cruds", user, patient);
        for (String part : List.of(
                "patient/Observation.rs",
                "patient/*.rs",
                "patient/*.read",
                "openid patient/Observation.r patient/Patient.write",
                "patient/*.cruds")) {
            Answer less = app.token(
                    Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(last), "scope", part));
            assertThat(less.status()).as(part + less.body()).isEqualTo(200);
            assertThat(Scopes.parse(less.tree().path("scope").asText()).asStrings())
                    .containsExactlyInAnyOrderElementsOf(Scopes.parse(part).asStrings());
            last = less;
        }
        for (String more :
                List.of("user/*.rs", "patient/Observation.rs user/Patient.r", "patient/Obs?", "system/*.r")) {
            Answer refused = app.token(
                    Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(last), "scope", more));
            assertThat(refused.status()).as(more).isEqualTo(400);
            assertThat(refused.tree().path("error").asText()).isEqualTo("invalid_scope");
        }
        assertThat(app.refresh(refreshToken(last)).status()).isEqualTo(200);
    }

    private static void assertNotKept(Answer answer) {
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    }

    @Test
    void refreshTokenThatComesASecondTimeEndsAll() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        Answer first = app.launch("launch/patient offline_access patient/*.rs", user, patient);
        String stolen = first.tree().path("refresh_token").asText();
        Answer second = app.refresh(stolen);
        assertThat(second.status()).isEqualTo(200);

        assertThat(app.refresh(stolen).status()).isEqualTo(400);

        assertThat(server.get("Patient/" + patient, SmartApp.bearer(second)).status())
                .isEqualTo(401);
        assertThat(app.refresh(second.tree().path("refresh_token").asText()).status())
                .isEqualTo(400);
    }

    @Test
    void aRefreshTokenOfAnyGenerationThatComesASecondTimeEndsAll() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        for (int generation = 0; generation < 3; generation++) {
            List<Answer> answers =
                    new ArrayList<>(List.of(app.launch("launch/patient offline_access patient/*.rs", user, patient)));
            for (int i = 0; i < 3; i++) {
                answers.add(app.refresh(refreshToken(answers.get(i))));
                assertThat(answers.get(i + 1).status()).isEqualTo(200);
            }

            assertThat(app.refresh(refreshToken(answers.get(generation))).status())
                    .isEqualTo(400);

            assertThat(server.get("Patient/" + patient, SmartApp.bearer(answers.get(3)))
                            .status())
                    .as("generation " + generation)
                    .isEqualTo(401);
            assertThat(app.refresh(refreshToken(answers.get(3))).status()).isEqualTo(400);
        }
    }

    @Test
    void aRefreshTokenFromBeforeFamiliesIsRenewedAndKnownWhenItComesAgain() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        String old = Hashes.random();
        String first = refreshToken(app.launch("launch/patient offline_access patient/*.rs", user, patient));
        assertThat(new JdbcTemplate(server.bean(DataSource.class))
                        .update(
                                "update aliquot_grant set refresh_hash = ?, refresh_family_hash = null"
                                        + " where refresh_hash = ?",
                                Hashes.of(old),
                                Hashes.of(first)))
                .isEqualTo(1);
        Answer second = app.refresh(old);
        Answer third = app.refresh(refreshToken(second));
        assertThat(third.status()).isEqualTo(200);
        assertThat(app.refresh(old).status()).isEqualTo(400);
        assertThat(app.refresh(refreshToken(third)).status()).isEqualTo(400);
    }

    private static String refreshToken(Answer answer) {
        return answer.tree().path("refresh_token").asText();
    }

    @Test
    void withoutOfflineAccessNothingIsRenewedAndWithOnlineAccessItIs() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL + " online_access");
        assertThat(app.launch("launch/patient patient/*.rs", user, patient)
                        .tree()
                        .has("refresh_token"))
                .isFalse();
        Answer online = app.launch("launch/patient online_access patient/*.rs", user, patient);
        assertThat(app.refresh(online.tree().path("refresh_token").asText()).status())
                .isEqualTo(200);
    }

    @Test
    void a16PagesOfTheAppMayCallTheTokenEndpoint() throws InterruptedException {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        // Origins of apps that are registered while the server runs are known after some seconds at most.
        Thread.sleep(5_100);
        String origin = "https://app.example.org";
        Answer answer = app.token(
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        app.code("launch/patient patient/*.rs", user, patient, "GET"),
                        "redirect_uri",
                        SmartApp.REDIRECT,
                        "code_verifier",
                        "wrong"),
                "Origin",
                origin);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Expose-Headers"))
                .as("what a page that exports has to see")
                .contains("Content-Location", "Retry-After", "X-Progress", "Warning");
        Answer preflight = server.send(
                "OPTIONS",
                "Patient",
                null,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "GET",
                "Authorization",
                "");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
    }

    @Test
    void a17a20a21IdTokenSaysWhoTheUserIs() throws ParseException, JOSEException {
        SmartApp app = SmartApp.registered(server, Kind.CONFIDENTIAL_SYMMETRIC, ALL);
        Answer tokens = app.launch("openid fhirUser launch/patient patient/*.rs user/Practitioner.rs", user, patient);
        SignedJWT idToken = SignedJWT.parse(tokens.tree().path("id_token").asText());
        JWKSet keys = JWKSet.parse(server.get("/auth/jwks").body());

        assertThat(idToken.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(idToken.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(idToken.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        JWTClaimsSet claims = idToken.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(server.fhirUrl());
        assertThat(claims.getAudience()).containsExactly(app.id());
        assertThat(claims.getExpirationTime().toInstant()).isAfter(Instant.now());
        assertThat(claims.getIssueTime()).isNotNull();
        assertThat(claims.getSubject()).isEqualTo(user);
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n-1");
        String fhirUser = claims.getStringClaim("fhirUser");
        assertThat(fhirUser).isEqualTo(server.fhirUrl() + "/Practitioner/" + practitioner);
        assertThat(server.get(fhirUser, SmartApp.bearer(tokens))
                        .tree()
                        .path("resourceType")
                        .asText())
                .isEqualTo("Practitioner");
    }

    @Test
    void a32WhatTheUserLeavesOutIsNotGranted() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        String asked = "launch/patient patient/Patient.rs patient/Observation.rs patient/Encounter.rs";
        HttpResponse<String> consent = app.choose(app.login(app.authorize("GET", app.request(asked)), user), patient);

        Answer tokens = app.exchange(
                SmartApp.sentBack(app.allow(consent, List.of("launch/patient", "patient/Patient.rs", "user/*.cruds")))
                        .get("code"));

        assertThat(SmartApp.scopes(tokens)).containsExactlyInAnyOrder("launch/patient", "patient/Patient.rs");
        assertThat(server.get("Patient/" + patient, SmartApp.bearer(tokens)).status())
                .isEqualTo(200);
        assertThat(server.get("Encounter/" + encounter, SmartApp.bearer(tokens)).status())
                .isEqualTo(403);
        assertThat(server.get("Observation", SmartApp.bearer(tokens)).status()).isEqualTo(403);
    }

    @Test
    void patientWhoIsTheUserIsNotAskedWhichPatientAndSeesNobodyElse() {
        String self = SmartApp.user(server, "Patient/" + patient);
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL + " user/*.rs");
        HttpResponse<String> consent =
                app.login(app.authorize("GET", app.request("launch/patient user/Patient.rs")), self);
        Answer tokens = app.exchange(SmartApp.sentBack(app.allow(consent)).get("code"));

        assertThat(tokens.tree().path("patient").asText()).isEqualTo(patient);
        assertThat(server.get("Patient/" + other, SmartApp.bearer(tokens)).status())
                .isIn(403, 404);
        assertThat(server.get("Patient?_total=accurate", SmartApp.bearer(tokens))
                        .tree()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void userWhoDeniesSendsTheAppBackWithoutACode() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ALL);
        HttpResponse<String> consent =
                app.choose(app.login(app.authorize("GET", app.request("launch/patient patient/*.rs")), user), patient);
        Map<String, String> back = SmartApp.sentBack(app.submit(
                "/auth/consent", SmartApp.single(Map.of("flow", SmartApp.flow(consent), "decision", "deny"))));
        assertThat(back).containsEntry("error", "access_denied").doesNotContainKey("code");
    }
}
