package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithServer
class RolesTest {
    private final TestServer server;

    RolesTest(TestServer server) {
        this.server = server;
    }

    private String practitioner() {
        return "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
    }

    @ParameterizedTest
    @CsvSource({
        "ADMINISTRATOR, user/*.cruds, user/*.cruds",
        "CLINICIAN, user/*.cruds, user/*.rs user/ServiceRequest.cu user/Task.cu",
        "TECHNICIAN, user/Observation.cruds, user/Observation.rs user/Observation.cu",
        "AUDITOR, user/AuditEvent.rs, user/AuditEvent.rs",
        "AUDITOR, user/*.rs, user/AuditEvent.rs user/Provenance.rs user/Practitioner.rs user/PractitionerRole.rs"
                + " user/Organization.rs user/Device.rs",
    })
    void anAppGetsNoMoreThanItsUsersRoleAllows(Role role, String asked, String given) {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, asked);
        String scope = app.launch(asked, SmartApp.user(server, practitioner(), role), "")
                .tree()
                .path("scope")
                .asText();
        assertThat(scope.split(" ")).containsExactlyInAnyOrder(given.split(" "));
    }

    @Test
    void whoMayNotBeGivenAnythingIsSentBack() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/AuditEvent.rs");
        HttpResponse<String> answer = app.login(
                app.authorize("GET", app.request("user/AuditEvent.rs")),
                SmartApp.user(server, practitioner(), Role.CLINICIAN));
        assertThat(SmartApp.sentBack(answer)).containsEntry("error", "access_denied");
    }

    @Test
    void aScopeForEverythingDoesNotTellWhoSawWhat() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "user/*.rs");
        String token = app.launch("user/*.rs", SmartApp.user(server, practitioner(), Role.CLINICIAN), "")
                .tree()
                .path("access_token")
                .asText();
        assertThat(server.get("Patient?_count=1", SmartApp.bearer(token)).status())
                .isEqualTo(200);
        assertThat(server.get("AuditEvent?_count=1", SmartApp.bearer(token)).status())
                .isEqualTo(403);
    }

    @Test
    void whoHasAnAppOpenAboutAPatientIsNotToldWhoElseSawThem() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/*.rs patient/AuditEvent.rs");
        for (String scopes : new String[] {"launch/patient patient/*.rs", "launch/patient patient/AuditEvent.rs"}) {
            String token = app.launch(scopes, SmartApp.user(server, practitioner(), Role.CLINICIAN), patient)
                    .tree()
                    .path("access_token")
                    .asText();
            assertThat(server.get("AuditEvent?_count=1", SmartApp.bearer(token)).status())
                    .as(scopes)
                    .isEqualTo(403);
        }
    }

    @Test
    void onlyStaffLookForPatients() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "launch/patient patient/*.rs");
        for (String who : new String[] {"RelatedPerson/5", "Person/6", null}) {
            HttpResponse<String> answer = app.login(
                    app.authorize("GET", app.request("launch/patient patient/*.rs")), SmartApp.user(server, who));
            assertThat(SmartApp.sentBack(answer)).as(String.valueOf(who)).containsEntry("error", "access_denied");
        }
        SmartApp noPatient = SmartApp.registered(server, Kind.PUBLIC, "user/*.rs");
        HttpResponse<String> page = noPatient.login(
                noPatient.authorize("GET", noPatient.request("user/*.rs")), SmartApp.user(server, practitioner()));
        assertThat(noPatient.searchPatient(page, "a").statusCode())
                .as("a flow about no patient")
                .isEqualTo(400);
        assertThat(noPatient.choose(page, patient).statusCode()).isEqualTo(400);
    }

    @Test
    void whoTakesBackWhatIsAboutThePatientIsNotToldWhichOne() {
        String patient = server.create(new Patient()).getIdElement().getIdPart();
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, "openid launch/patient patient/*.rs");
        HttpResponse<String> page = app.login(
                app.authorize("GET", app.request("openid launch/patient patient/*.rs")),
                SmartApp.user(server, practitioner()));
        page = app.choose(page, patient);
        Map<String, String> back = SmartApp.sentBack(app.allow(page, java.util.List.of("openid")));
        assertThat(app.exchange(back.get("code")).tree().has("patient")).isFalse();
    }
}
