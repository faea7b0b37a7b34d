package org.aliquot.server.auth.sso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.testsupport.SecondAuthorizationServer;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;

/** Login at a hospital's identity provider, which is a second Spring Authorization Server; tokens are ours. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SsoTest {
    private static final String US = "aliquot-login";
    private static final Pattern LINK = Pattern.compile("href=\"(/auth/sso\\?flow=[^\"]+)\"");

    private static SecondAuthorizationServer hospital;
    private static TestServer server;
    private static String practitioner;

    @BeforeAll
    static void start() throws IOException {
        hospital = SecondAuthorizationServer.start();
        Files.createDirectories(Path.of("target"));
        Path config = Files.createTempFile(Path.of("target"), "sso-", ".yml");
        Files.writeString(config, """
                aliquot:
                  fhir:
                    full-text: false
                  auth:
                    login:
                      issuer: %s
                      client: %s
                      secret: "%s"
                      label: St. Example
                """.formatted(hospital.url(), US, SecondAuthorizationServer.secretOf(US)));
        server = TestServer.start(config);
        hospital.client(
                US,
                List.of("openid", "profile"),
                OAuth2TokenFormat.SELF_CONTAINED,
                server.baseUrl() + "/auth/sso/back");
        practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
    }

    @AfterAll
    static void stop() {
        server.close();
        hospital.close();
    }

    private final SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "openid user/Patient.cruds");

    private HttpResponse<String> loginPage() {
        return app.authorize("GET", app.request("openid user/Patient.cruds"));
    }

    /** Where the login page's link leads. */
    private String away(HttpResponse<String> loginPage) {
        Matcher link = LINK.matcher(loginPage.body());
        assertThat(link.find()).as(loginPage.body()).isTrue();
        HttpResponse<String> away = app.open(link.group(1));
        assertThat(away.statusCode()).isEqualTo(302);
        return away.headers().firstValue("Location").orElseThrow();
    }

    private static String path(String url) {
        return url.substring(server.baseUrl().length());
    }

    /** The whole way there and back. */
    private HttpResponse<String> comeBackAs(String user) {
        return app.open(path(hospital.signIn(app.browser(), user, away(loginPage()))));
    }

    private static String external(Role role) {
        String name = "dr-" + UUID.randomUUID();
        server.bean(UserStore.class).addExternal(name, Optional.of(practitioner), role);
        return name;
    }

    @Test
    void whoLogsInThereIsLetInHereWithOurTokensAndTheirRole() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        String user = external(Role.CLINICIAN);
        assertThat(loginPage().body()).contains("sign in with St. Example");

        HttpResponse<String> consent = comeBackAs(user);

        assertThat(consent.body()).contains("You are <b>" + user + "</b>");
        Answer tokens = app.exchange(SmartApp.sentBack(app.allow(consent)).get("code"));
        assertThat(SmartApp.scopes(tokens)).containsExactlyInAnyOrder("openid", "user/Patient.rs");
        assertThat(server.get("Patient/" + patient, SmartApp.bearer(tokens)).status())
                .isEqualTo(200);
        assertThat(server.get("AuditEvent?agent-name=" + user + "&subtype=110122")
                        .body())
                .contains("at the identity provider");
    }

    @Test
    void withoutAnAccountThatWasMadeForItNobodyIsLetIn() {
        String stranger = "stranger-" + UUID.randomUUID();
        assertThat(comeBackAs(stranger).body()).contains("have no account here").doesNotContain("/auth/consent");
        String local = SmartApp.user(server, practitioner);
        assertThat(comeBackAs(local).body())
                .as("an account with a password is another's, whatever its name")
                .contains("have no account here");
        assertThat(server.get("AuditEvent?subtype=110122&agent-name=" + stranger)
                        .body())
                .contains("no account for who logged in");
    }

    @Test
    void anAccountOfTheIdentityProvidersHasNoPasswordHere() {
        String user = external(Role.CLINICIAN);
        for (String password : new String[] {"", "hospital", "x"}) {
            assertThat(app.login(loginPage(), user, password).statusCode()).isEqualTo(401);
        }
        assertThat(server.bean(UserStore.class).login(user, "")).isEmpty();
        server.bean(UserStore.class).addOrReset(user, Optional.of(practitioner), Role.CLINICIAN);
        assertThat(comeBackAs(user).body()).as("it has one now").contains("have no account here");
    }

    @Test
    void aCodeIsAskedForAllTheSameWhereTheAccountWantsOne() {
        String user = external(Role.CLINICIAN);
        server.bean(UserStore.class).askForCodes(user);
        assertThat(comeBackAs(user).body()).contains("Your code");
    }

    @Test
    void anIdTokenThatIsNotAsItMustBeLetsNobodyIn() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("nonce", "another"),
                Map.of("aud", List.of("another-client")),
                Map.of("azp", "another-client"),
                Map.of("iss", "https://other.example"),
                Map.of("preferred_username", " "))) {
            String user = external(Role.ADMINISTRATOR);
            hospital.user(user, Map.of("id_token", wrong));
            assertThat(comeBackAs(user).body())
                    .as(wrong.toString())
                    .contains("did not say who you are")
                    .doesNotContain("/auth/consent");
        }
    }

    @Test
    void anAnswerIsGoodOnceAndInTheBrowserThatAskedForItAlone() {
        String user = external(Role.CLINICIAN);
        String back = path(hospital.signIn(app.browser(), user, away(loginPage())));
        SmartApp another = SmartApp.registered(server, Kind.PUBLIC, "openid user/Patient.cruds");
        assertThat(another.open(back).statusCode()).isEqualTo(400);
        assertThat(app.open(back).statusCode()).as("it was used up").isEqualTo(400);
        assertThat(app.open("/auth/sso/back?code=x&state=made-up").statusCode()).isEqualTo(400);
        assertThat(app.open("/auth/sso?flow=made-up").statusCode()).isEqualTo(400);

        String denied = away(loginPage()).replaceFirst(".*[?&]state=([^&]+).*", "$1");
        HttpResponse<String> refused = app.open("/auth/sso/back?error=access_denied&state=" + denied);
        assertThat(refused.body()).contains("St. Example did not log you in");
        assertThat(app.login(refused, SmartApp.user(server, practitioner)).body())
                .as("the password is still a way")
                .contains("/auth/consent");
        String wrongCode = away(loginPage()).replaceFirst(".*[?&]state=([^&]+).*", "$1");
        assertThat(app.open("/auth/sso/back?code=made-up&state=" + wrongCode).body())
                .contains("did not say who you are");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void whereTheIdentityProviderIsAwayPasswordsStillWork() {
        hospital.close();
        HttpResponse<String> page = loginPage();
        Matcher link = LINK.matcher(page.body());
        assertThat(link.find()).isTrue();
        HttpResponse<String> answer = app.open(link.group(1));
        if (answer.statusCode() == 302) {
            // Its addresses are still known; it is the browser that finds nobody there.
            String state =
                    answer.headers().firstValue("Location").orElseThrow().replaceFirst(".*[?&]state=([^&]+).*", "$1");
            answer = app.open("/auth/sso/back?code=made-up&state=" + state);
        }
        assertThat(answer.body()).contains("St. Example did");
        assertThat(app.login(answer, SmartApp.user(server, practitioner)).body())
                .contains("/auth/consent");
    }
}
