package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines A28–A31 of the conformance bar, and what else must not lead to a code or a token. */
@WithServer
class RefusedLaunchesTest {
    private static final String SCOPES = "openid launch launch/patient offline_access patient/*.rs";

    private static String patient;
    private static String user;

    private final TestServer server;

    RefusedLaunchesTest(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    static void peopleAreThere(TestServer server) {
        patient = server.create(new Patient()).getIdElement().getIdPart();
        user = SmartApp.user(server, "Practitioner/1");
    }

    private SmartApp app() {
        return SmartApp.registered(server, Kind.PUBLIC, SCOPES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.org/cb/",
                "https://app.example.org/cb?x=1",
                "https://app.example.org/CB",
                "https://app.example.org/cb/../cb",
                "https://app.example.org./cb",
                "https://app.example.org:443/cb",
                "https://app.example.org@evil.example/cb",
                "https://app.example.org.evil.example/cb",
                "http://app.example.org/cb",
                "https://app.example.org/c%62",
                "http://127.0.0.1:9999/cb",
                "javascript:alert(1)",
                "",
            })
    void redirectUriThatAlmostMatchesLeadsNowhere(String almost) {
        SmartApp app = app();
        Map<String, String> request = app.request("launch/patient patient/*.rs");
        request.put("redirect_uri", almost);

        HttpResponse<String> answer = app.authorize("GET", request);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void a30UnknownClientLeadsNowhere() {
        SmartApp app = app();
        Map<String, String> request = app.request("launch/patient patient/*.rs");
        request.put("client_id", "nobody");
        assertThat(app.authorize("GET", request).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "aud,https://other.example/fhir,invalid_request",
        "aud,,invalid_request",
        "response_type,token,unsupported_response_type",
        "state,,invalid_request",
        "code_challenge,,invalid_request",
        "code_challenge,short,invalid_request",
        "code_challenge_method,plain,invalid_request",
        "code_challenge_method,,invalid_request",
        "scope,patient/Observation.sr,invalid_scope",
        "scope,system/*.rs,invalid_scope",
        "scope,user/*.rs,invalid_scope",
        "scope,aliquot/operations,invalid_scope",
        "launch,made-up,invalid_request",
        "prompt,none,login_required",
    })
    void a29RequestThatIsNotAsItMustBeGivesAnErrorAndNoCode(String parameter, String value, String error) {
        SmartApp app = app();
        Map<String, String> request = app.request("launch/patient patient/*.rs");
        if (value == null) {
            request.remove(parameter);
        } else {
            request.put(parameter, value);
        }
        assertThat(SmartApp.sentBack(app.authorize("GET", request)))
                .containsEntry("error", error)
                .doesNotContainKey("code");
    }

    @Test
    void a29LaunchThatNobodyAnnouncedGivesAnError() {
        SmartApp app = app();
        Map<String, String> request = app.request("launch patient/*.rs");
        request.put("launch", "made-up");
        assertThat(SmartApp.sentBack(app.authorize("POST", request)))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("code");
    }

    @Test
    void parameterThatComesTwiceIsRefused() {
        SmartApp app = app();
        var form = SmartApp.single(app.request("launch/patient patient/*.rs"));
        form.add("scope", "user/*.cruds");
        assertThat(SmartApp.sentBack(app.submit("/auth/authorize", form))).containsEntry("error", "invalid_request");
        form.add("redirect_uri", "https://evil.example/cb");
        assertThat(app.submit("/auth/authorize", form).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLIC,none",
        "PUBLIC,blank",
        "PUBLIC,wrong",
        "PUBLIC,challenge",
        "CONFIDENTIAL_SYMMETRIC,none",
        "CONFIDENTIAL_SYMMETRIC,wrong",
        "CONFIDENTIAL_ASYMMETRIC,none",
        "CONFIDENTIAL_ASYMMETRIC,wrong",
    })
    void a28CodeWithoutItsVerifierIsRefused(Kind kind, String which) {
        SmartApp app = SmartApp.registered(server, kind, SCOPES);
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                app.code("launch/patient patient/*.rs", user, patient, "GET"),
                "redirect_uri",
                SmartApp.REDIRECT));
        switch (which) {
            case "blank" -> form.put("code_verifier", "");
            case "wrong" -> form.put("code_verifier", "x".repeat(50));
            case "challenge" -> form.put("code_verifier", SmartApp.challenge());
            default -> {}
        }
        assertThat(app.token(form).status()).isIn(400, 401);
    }

    @Test
    void a30BadCodesAndTokensAreRefused() {
        SmartApp app = app();
        assertThat(app.exchange("made-up").status()).isEqualTo(400);
        assertThat(app.refresh("made-up").status()).isIn(400, 401);
        String code = app.code("launch/patient offline_access patient/*.rs", user, patient, "GET");
        assertThat(app().exchange(code).status()).as("another client").isIn(400, 401);
    }

    @Test
    void codeIsGoodOnceAndASecondUseEndsWhatTheFirstGave() {
        SmartApp app = app();
        String code = app.code("launch/patient offline_access patient/*.rs", user, patient, "GET");
        Answer first = app.exchange(code);
        assertThat(first.status()).isEqualTo(200);
        assertThat(app.exchange(code).status()).isEqualTo(400);
        assertThat(server.get("Patient/" + patient, SmartApp.bearer(first)).status())
                .isEqualTo(401);
        assertThat(app.refresh(first.tree().path("refresh_token").asText()).status())
                .isEqualTo(400);
    }

    @Test
    void a31WhatWasGivenBackIsWorthNothing() {
        SmartApp app = app();
        Answer tokens = app.launch("launch/patient offline_access patient/*.rs", user, patient);
        String refresh = tokens.tree().path("refresh_token").asText();
        // Another client cannot take it away.
        assertThat(app().prove("/auth/revoke", Map.of("token", refresh)).status())
                .isEqualTo(200);
        assertThat(server.get("Patient/" + patient, SmartApp.bearer(tokens)).status())
                .isEqualTo(200);

        assertThat(app.prove("/auth/revoke", Map.of("token", refresh)).status()).isEqualTo(200);

        assertThat(server.get("Patient/" + patient, SmartApp.bearer(tokens)).status())
                .isEqualTo(401);
        assertThat(app.refresh(refresh).status()).isIn(400, 401);
    }

    @Test
    void a10ConfidentialClientMustProveWhoItIs() {
        SmartApp app = SmartApp.registered(server, Kind.CONFIDENTIAL_SYMMETRIC, SCOPES);
        Map<String, String> form = Map.of(
                "grant_type",
                "authorization_code",
                "code",
                app.code("launch/patient patient/*.rs", user, patient, "GET"),
                "redirect_uri",
                SmartApp.REDIRECT,
                "code_verifier",
                "x".repeat(50));
        Map<String, String> byName = new LinkedHashMap<>(form);
        byName.put("client_id", app.id());
        assertThat(app.post("/auth/token", byName).status()).isIn(400, 401);
        Answer wrong = app.post(
                "/auth/token",
                form,
                "Authorization",
                "Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString(
                                        (app.id() + ":wrong").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.tree().path("error").asText()).isEqualTo("invalid_client");
        // RFC 6749, 5.2.
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic ");
    }

    @Test
    void formOfAnotherBrowserOrOutOfOrderIsRefused() {
        SmartApp one = app();
        SmartApp other = app();
        HttpResponse<String> login = one.authorize("GET", one.request("launch/patient patient/*.rs"));
        assertThat(other.login(login, user).statusCode()).isEqualTo(400);
        assertThat(one.allow(login, List.of("patient/*.rs")).statusCode()).isEqualTo(400);
        HttpResponse<String> picker = one.login(login, user);
        assertThat(one.allow(picker, List.of("patient/*.rs")).statusCode()).isEqualTo(400);
        HttpResponse<String> consent = one.choose(picker, patient);
        assertThat(SmartApp.sentBack(one.allow(consent))).containsKey("code");
        assertThat(one.allow(consent, List.of("patient/*.rs")).statusCode())
                .as("sent twice")
                .isEqualTo(400);
    }

    @Test
    void fiveWrongPasswordsLockTheAccountForTheRightOneToo() {
        SmartApp app = app();
        String locked = SmartApp.user(server, "Practitioner/1");
        HttpResponse<String> login = app.authorize("GET", app.request("launch/patient patient/*.rs"));
        String unknown = app.login(login, "nobody", "x").body().replaceAll("value=\"[^\"]+\"", "");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> wrong = app.login(login, locked, "wrong");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body().replaceAll("value=\"[^\"]+\"", "")).isEqualTo(unknown);
        }
        assertThat(app.login(login, locked).statusCode()).isEqualTo(401);
        assertThat(app.login(login, user).statusCode()).isEqualTo(200);
    }

    @Test
    void oneTimePasswordIsGoodForChoosingAnotherOnly() {
        SmartApp app = app();
        String once =
                server.bean(UserStore.class).addOrReset("once", Optional.of("Practitioner/1"), Role.ADMINISTRATOR);
        HttpResponse<String> login = app.authorize("GET", app.request("launch/patient patient/*.rs"));
        HttpResponse<String> choose = app.login(login, "once", once);
        assertThat(choose.body()).contains("Choose a password");
        assertThat(app.choose(choose, patient).statusCode()).isEqualTo(400);
        assertThat(newPassword(app, choose, "short").body()).contains("at least");
        assertThat(newPassword(app, choose, "long enough for this").body()).contains("Which patient");
        assertThat(app.login(login, "once", once).statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> newPassword(SmartApp app, HttpResponse<String> page, String password) {
        return app.submit("/auth/password", SmartApp.single(Map.of("flow", SmartApp.flow(page), "password", password)));
    }

    @Test
    void pagesCannotBeFramedAndSayNothingToOtherSites() {
        SmartApp app = app();
        HttpResponse<String> login = app.authorize("GET", app.request("launch/patient patient/*.rs"));
        assertThat(login.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self' https://app.example.org");
        assertThat(login.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(login.headers().firstValue("Set-Cookie").orElse("")).contains("HttpOnly", "SameSite=Lax");
    }
}
