package org.aliquot.server.auth.smart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking for a patient on the way to a consent is looking at patients. What is labelled: {@code SensitiveResultsTest}. */
@WithServer
class PatientPickerTest {
    private static final String SCOPES = "launch/patient patient/*.rs";

    private final TestServer server;

    private String family;
    private SmartApp app;

    PatientPickerTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void anAppIsThere() {
        family = "Picked" + UUID.randomUUID();
        app = SmartApp.registered(server, Kind.PUBLIC, SCOPES + " launch user/AuditEvent.rs");
    }

    private String patient() {
        Patient patient = new Patient();
        patient.addName().setFamily(family).addGiven("Jane");
        return server.create(patient).getIdElement().getIdPart();
    }

    private String user(Role role) {
        return SmartApp.user(
                server,
                "Practitioner/"
                        + server.create(new Practitioner()).getIdElement().getIdPart(),
                role);
    }

    private HttpResponse<String> picker(String user) {
        HttpResponse<String> page = app.login(app.authorize("GET", app.request(SCOPES)), user);
        assertThat(page.body()).contains("Which patient?");
        return page;
    }

    private List<JsonNode> told(String user, String subtype) {
        return server.get("AuditEvent?agent-name=" + user + "&subtype=" + subtype)
                .tree()
                .findValues("resource");
    }

    private static String query(JsonNode event) {
        return new String(Base64.getDecoder().decode(event.findValue("query").asText()), StandardCharsets.UTF_8);
    }

    @Test
    void eachPatientWhoIsShownIsAccountedForWithWhatWasAsked() {
        String one = patient();
        String two = patient();
        String user = user(Role.CLINICIAN);

        HttpResponse<String> found = app.searchPatient(picker(user), family);

        assertThat(found.body()).contains("value=\"" + one + "\"", "value=\"" + two + "\"");
        List<JsonNode> searches = told(user, "search-type");
        assertThat(searches).hasSize(2).allSatisfy(event -> {
            assertThat(query(event)).isEqualTo("POST /auth/patient?search=" + family);
            assertThat(event.at("/outcome").asText()).isEqualTo("0");
            assertThat(event.toString()).contains(app.id());
        });
        for (String id : List.of(one, two)) {
            assertThat(searches.toString()).contains("Patient/" + id + "\"");
        }
        assertThat(app.choose(found, one).body()).contains("Jane " + family);
        assertThat(told(user, "read"))
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).contains("Patient/" + one + "\""));
    }

    @Test
    void aSearchThatFindsNobodyIsAccountedForToo() {
        String user = user(Role.CLINICIAN);
        assertThat(app.searchPatient(picker(user), family).body()).contains("Nobody found");
        assertThat(told(user, "search-type"))
                .singleElement()
                .satisfies(event -> assertThat(query(event)).endsWith(family));
    }

    @Test
    void whoseRoleHasNothingToDoWithPatientsIsShownNone() {
        String patient = patient();
        String auditor = user(Role.AUDITOR);
        HttpResponse<String> alone = app.login(app.authorize("GET", app.request(SCOPES)), auditor);
        assertThat(SmartApp.sentBack(alone)).containsEntry("error", "access_denied");

        String more = "launch/patient user/AuditEvent.rs";
        HttpResponse<String> page = app.login(app.authorize("GET", app.request(more)), auditor);
        assertThat(page.body()).contains("user/AuditEvent.rs").doesNotContain("launch/patient", "Which patient");
        assertThat(app.searchPatient(page, family).statusCode()).isEqualTo(400);
        assertThat(app.choose(page, patient).statusCode()).isEqualTo(400);

        Answer announced = server.post(
                "/auth/launch",
                "{\"patient\":\"" + patient + "\"}",
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + server.localToken(Scopes.parse("aliquot/launch")));
        Map<String, String> request = app.request("launch user/AuditEvent.rs");
        request.put("launch", announced.tree().path("launch").asText());
        assertThat(app.login(app.authorize("GET", request), auditor).body())
                .contains("/auth/consent")
                .doesNotContain(family);
        assertThat(told(auditor, "search-type")).isEmpty();
        assertThat(told(auditor, "read")).isEmpty();
    }

    @Test
    void aNameLongerThanAnybodysIsAnsweredOnThePage() {
        HttpResponse<String> page = picker(user(Role.CLINICIAN));
        HttpResponse<String> answer = app.searchPatient(page, "x".repeat(769));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("200 characters at most", "/auth/patient")
                .doesNotContain("xxx");
        assertThat(app.searchPatient(page, "x".repeat(200)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'", "%", "_", "\\", "|", "a|b", ",", "$", "\u0301", "\uD83E\uDDEA", "*", ":", "\t\u00a0", " a "
            })
    void whateverIsLookedForThereIsAPage(String text) {
        assertThat(app.searchPatient(picker(user(Role.CLINICIAN)), text).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nobody", "1/_history/1", "../1", "Patient/1", "_history", "1?x=y", "\u00e9"})
    void aChoiceOfNobodyIsNone(String id) {
        HttpResponse<String> page = picker(user(Role.CLINICIAN));
        HttpResponse<String> answer = app.choose(page, id);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("not one of the choices", "/auth/patient");
    }
}
