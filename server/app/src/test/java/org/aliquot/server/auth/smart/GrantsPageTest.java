package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where users see what they let apps do, and take it back. */
@WithServer
class GrantsPageTest {
    private static final Pattern GRANT = Pattern.compile("name=\"grant\" value=\"([^\"]+)\"");
    private static final String SCOPES = "launch/patient offline_access patient/Patient.rs patient/Observation.rs";

    private final TestServer server;
    private SmartApp app;
    private String patient;
    private String user;

    GrantsPageTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void somebodyIsThere() {
        Patient jane = new Patient();
        jane.addName().setFamily("Granted").addGiven("Jane");
        patient = server.create(jane).getIdElement().getIdPart();
        user = SmartApp.user(server, practitioner());
        app = SmartApp.registered(server, Kind.PUBLIC, SCOPES);
    }

    private String practitioner() {
        return "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
    }

    private HttpResponse<String> grants(SmartApp browser, String name) {
        return browser.login(browser.open("/auth/grants"), name);
    }

    private static String grantOn(HttpResponse<String> page) {
        Matcher grant = GRANT.matcher(page.body());
        assertThat(grant.find()).as(page.body()).isTrue();
        return grant.group(1);
    }

    private HttpResponse<String> takeBack(SmartApp browser, HttpResponse<String> page, String grant) {
        return browser.submit(
                "/auth/grants/revoke", SmartApp.single(Map.of("flow", SmartApp.flow(page), "grant", grant)));
    }

    private int status(JsonNode tokens) {
        return server.get(
                        "Patient/" + patient,
                        SmartApp.bearer(tokens.path("access_token").asText()))
                .status();
    }

    @Test
    void usersSeeInPlainWordsWhatTheyGaveAndWhenItWasUsed() {
        JsonNode tokens = app.launch(SCOPES, user, patient).tree();
        HttpResponse<String> before = grants(app, user);
        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(before.body())
                .contains(
                        "Growth &lt;Chart&gt;",
                        "patient: Jane Granted",
                        "see: laboratory results and other measurements of this patient",
                        "keep this access when you are not there",
                        "last used never",
                        "unless it is renewed before")
                .doesNotContain("patient/Observation");
        assertThat(status(tokens)).isEqualTo(200);
        assertThat(grants(app, user).body()).contains("last used <time datetime=");
        assertThat(before.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(before.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    }

    @Test
    void whatIsTakenBackEndsAtOnceTokensOfBothKinds() {
        JsonNode tokens = app.launch(SCOPES, user, patient).tree();
        JsonNode others = app.launch(SCOPES, SmartApp.user(server, practitioner()), patient)
                .tree();
        assertThat(status(tokens)).isEqualTo(200);
        HttpResponse<String> page = grants(app, user);
        HttpResponse<String> after = takeBack(app, page, grantOn(page));
        assertThat(after.body()).contains("role=\"status\"", "may do that no more", "No app may do anything");
        assertThat(status(tokens)).isEqualTo(401);
        assertThat(app.refresh(tokens.path("refresh_token").asText()).status()).isEqualTo(400);
        assertThat(status(others)).as("another user's").isEqualTo(200);
        JsonNode told = server.get("AuditEvent?agent-name=" + user + "&subtype=revocation")
                .tree();
        assertThat(told.path("total").asInt()).isEqualTo(1);
        assertThat(told.toString()).contains("Patient/" + patient, app.id());
        assertThat(takeBack(app, page, grantOn(page)).body()).contains("had ended already");
    }

    @Test
    void nobodyTakesBackWhatAnotherGave() {
        String another = SmartApp.user(server, practitioner());
        JsonNode tokens = app.launch(SCOPES, user, patient).tree();
        app.launch(SCOPES, another, patient);
        String grant = grantOn(grants(app, user));
        HttpResponse<String> anothers = grants(app, another);
        assertThat(anothers.body()).doesNotContain(grant);
        assertThat(takeBack(app, anothers, grant).body()).contains("had ended already");
        assertThat(status(tokens)).isEqualTo(200);
    }

    @Test
    void aFormComesFromThisPageInThisBrowserOrNotAtAll() {
        JsonNode tokens = app.launch(SCOPES, user, patient).tree();
        HttpResponse<String> page = grants(app, user);
        String grant = grantOn(page);
        SmartApp anotherBrowser = SmartApp.registered(server, Kind.PUBLIC, SCOPES);
        assertThat(takeBack(anotherBrowser, page, grant).statusCode()).isEqualTo(400);
        HttpResponse<String> notLoggedIn = app.open("/auth/grants");
        assertThat(takeBack(app, notLoggedIn, grant).statusCode()).isEqualTo(400);
        HttpResponse<String> appsOwn = app.choose(app.login(app.authorize("GET", app.request(SCOPES)), user), patient);
        assertThat(takeBack(app, appsOwn, grant).statusCode())
                .as("an app's flow is not for this")
                .isEqualTo(400);
        assertThat(app.submit(
                                "/auth/consent",
                                SmartApp.single(Map.of("flow", SmartApp.flow(page), "decision", "allow")))
                        .statusCode())
                .as("and this one is no app's")
                .isEqualTo(400);
        assertThat(server.send(
                                "POST",
                                "/auth/grants/revoke",
                                "flow=x&grant=" + grant,
                                "Content-Type",
                                "application/x-www-form-urlencoded",
                                "Origin",
                                "https://evil.example",
                                "Authorization",
                                "")
                        .status())
                .isEqualTo(403);
        assertThat(status(tokens)).isEqualTo(200);
        app.submit("/auth/grants/leave", SmartApp.single(Map.of("flow", SmartApp.flow(page))));
        assertThat(takeBack(app, page, grant).statusCode()).as("after leaving").isEqualTo(400);
        assertThat(status(tokens)).isEqualTo(200);
    }

    @Test
    void wrongPasswordsAndOneTimePasswordsAreAsWithApps() {
        assertThat(app.login(app.open("/auth/grants"), user, "wrong").statusCode())
                .isEqualTo(401);
        String name = user + "-new";
        String oneTime =
                server.bean(UserStore.class).addOrReset(name, java.util.Optional.of(practitioner()), Role.CLINICIAN);
        HttpResponse<String> choose = app.login(app.open("/auth/grants"), name, oneTime);
        assertThat(choose.body()).contains("Choose a password");
        assertThat(takeBack(app, choose, "x").statusCode()).isEqualTo(400);
        HttpResponse<String> page = app.submit(
                "/auth/password",
                SmartApp.single(Map.of("flow", SmartApp.flow(choose), "password", "one of my own choice")));
        assertThat(page.body()).contains("Your apps", "No app may do anything");
    }

    @Test
    void appsAreToldWhereThePageIs() {
        assertThat(server.get(".well-known/smart-configuration")
                        .tree()
                        .path("management_endpoint")
                        .asText())
                .isEqualTo(server.baseUrl() + "/auth/grants");
    }
}
