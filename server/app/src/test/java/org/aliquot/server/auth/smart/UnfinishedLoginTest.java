package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was under way when an account or an app was taken away, or changed, gives nothing any more. */
@WithServer
class UnfinishedLoginTest {
    private static final String SCOPES = "user/Patient.rs offline_access";

    private final TestServer server;
    private final UserStore users;

    private String practitioner;
    private String user;
    private SmartApp app;

    UnfinishedLoginTest(TestServer server) {
        this.server = server;
        this.users = server.bean(UserStore.class);
    }

    @BeforeEach
    void somebodyIsThere() {
        practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
        user = SmartApp.user(server, practitioner);
        app = SmartApp.registered(server, Kind.PUBLIC, SCOPES);
    }

    /** What may happen to an account. */
    enum Change {
        REMOVED {
            @Override
            void happen(UserStore users, String name, String practitioner) {
                users.remove(name);
            }
        },
        NEW_PASSWORD {
            @Override
            void happen(UserStore users, String name, String practitioner) {
                users.addOrReset(name, Optional.of(practitioner), Role.ADMINISTRATOR);
            }
        },
        NEW_ROLE_AND_LOGIN_ELSEWHERE {
            @Override
            void happen(UserStore users, String name, String practitioner) {
                users.addExternal(name, Optional.of(practitioner), Role.AUDITOR);
            }
        },
        ANOTHERS_OF_THE_SAME_NAME {
            @Override
            void happen(UserStore users, String name, String practitioner) {
                users.remove(name);
                users.addOrReset(name, Optional.of(practitioner), Role.ADMINISTRATOR);
            }
        };

        abstract void happen(UserStore users, String name, String practitioner);
    }

    private HttpResponse<String> consent() {
        HttpResponse<String> page = app.login(app.authorize("GET", app.request(SCOPES)), user);
        assertThat(page.body()).contains("/auth/consent");
        return page;
    }

    @ParameterizedTest
    @EnumSource
    void whoseAccountChangedAgreesToNothing(Change change) {
        HttpResponse<String> page = consent();
        change.happen(users, user, practitioner);

        HttpResponse<String> answer = app.allow(page);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("This login has ended");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(server.get("AuditEvent?agent-name=" + user + "&subtype=110122&outcome=4,8")
                        .body())
                .contains("removed or changed meanwhile");
    }

    @ParameterizedTest
    @EnumSource
    void aCodeOfAnAccountThatChangedIsExchangedForNothing(Change change) {
        String code = SmartApp.sentBack(app.allow(consent())).get("code");
        change.happen(users, user, practitioner);
        assertThat(app.exchange(code).status()).isEqualTo(400);
    }

    /** As where consent and removal come at the same moment: the grant is written after those that there were have ended. */
    @Test
    void aGrantWhoseAccountIsGoneIsNoneWhetherOrNotItWasEnded() {
        JsonNode tokens = app.launch(SCOPES, user, "").tree();
        String[] bearer = SmartApp.bearer(tokens.path("access_token").asText());
        assertThat(server.get("Patient?_count=1", bearer).status()).isEqualTo(200);
        new JdbcTemplate(server.bean(DataSource.class)).update("delete from aliquot_user where name = ?", user);
        assertThat(SmartApp.statusInTheEnd(server, bearer)).isEqualTo(401);
        assertThat(app.refresh(tokens.path("refresh_token").asText()).status()).isEqualTo(400);
    }

    @Test
    void whoStoppedAtTheFirstPasswordDoesNotChooseOneForWhoGotTheNext() {
        String first = users.addOrReset(user, Optional.of(practitioner), Role.CLINICIAN);
        HttpResponse<String> page = app.login(app.authorize("GET", app.request(SCOPES)), user, first);
        assertThat(page.body()).contains("/auth/password");
        String second = users.addOrReset(user, Optional.of(practitioner), Role.CLINICIAN);
        HttpResponse<String> answer = app.submit(
                "/auth/password",
                SmartApp.single(Map.of("flow", SmartApp.flow(page), "password", "the thief's choice")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(users.login(user, second)).isPresent();
    }

    @Test
    void whoseAccountChangedSeesNoGrantsOfWhoHasItNow() {
        HttpResponse<String> page = app.login(app.open("/auth/grants"), user);
        assertThat(page.statusCode()).isEqualTo(200);
        Change.ANOTHERS_OF_THE_SAME_NAME.happen(users, user, practitioner);
        HttpResponse<String> answer =
                app.submit("/auth/grants/revoke", SmartApp.single(Map.of("flow", SmartApp.flow(page), "grant", "any")));
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void anAppThatWasRevokedMeanwhileIsGivenNothingAndTheUserIsTold() {
        HttpResponse<String> page = consent();
        HttpResponse<String> loginPage = app.authorize("GET", app.request(SCOPES));
        server.bean(ClientStore.class).revoke(app.id());
        for (HttpResponse<String> answer : new HttpResponse[] {app.allow(page), app.login(loginPage, user)}) {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("This login has ended");
        }
    }

    /** Anybody can lock an account, by wrong passwords: that must not end what its owner is about. */
    @Test
    void aLockIsNoChange() {
        JsonNode tokens = app.launch(SCOPES, user, "").tree();
        HttpResponse<String> page = consent();
        for (int i = 0; i < 5; i++) {
            users.login(user, "wrong");
        }
        assertThat(users.login(user, SmartApp.PASSWORD)).as("locked").isEmpty();
        assertThat(SmartApp.sentBack(app.allow(page))).containsKey("code");
        assertThat(app.refresh(tokens.path("refresh_token").asText()).status()).isEqualTo(200);
    }
}
