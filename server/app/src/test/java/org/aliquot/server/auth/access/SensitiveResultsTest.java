package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A laboratory whose policy names labels. */
class SensitiveResultsTest {
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String HIV = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String ASKED = "user/*.rs launch/patient patient/*.rs aliquot/sensitive aliquot/break-glass";

    private static TestServer server;
    private static String patient;
    private static String plain;
    private static String restricted;
    private static String hiv;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(Path.of("target"));
        Path config = Files.createTempFile(Path.of("target"), "sensitive-", ".yml");
        Files.writeString(config, "aliquot.auth.sensitive: [R, \"" + HIV + "|HIV\"]\naliquot.fhir.full-text: false\n");
        server = TestServer.start(config);
        patient = server.create(new Patient()).getIdElement().getIdPart();
        plain = stored(null, null);
        restricted = stored(CONFIDENTIALITY, "R");
        hiv = stored(HIV, "HIV");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String stored(String system, String code) {
        Observation observation = Ward.observation(patient, "laboratory", "2823-3");
        if (system != null) {
            observation.getMeta().addSecurity().setSystem(system).setCode(code);
        }
        return server.create(observation).getIdElement().getIdPart();
    }

    private static String[] bearer(Role role, String scopes) {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ASKED);
        String practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
        return SmartApp.bearer(app.launch(scopes, SmartApp.user(server, practitioner, role), patient)
                .tree()
                .path("access_token")
                .asText());
    }

    private static List<String> found(String search, String... headers) {
        Answer answer = server.get(search, headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.tree().path("entry").findValuesAsText("fullUrl").stream()
                .map(url -> url.replaceFirst(".*/", ""))
                .toList();
    }

    @Test
    void exportsLeaveOutWhatTheirBearerMayNotSee() {
        for (String order :
                List.of("$export", "$export?_type=Observation", "Patient/$export", "Patient/" + patient + "/$export")) {
            assertThat(exported(order, "system/*.rs")).as(order).contains(plain).doesNotContain(restricted, hiv);
            assertThat(exported(order, "system/*.rs aliquot/sensitive"))
                    .as(order)
                    .contains(plain, restricted, hiv);
        }
    }

    @Test
    void whetherAPatientIsLabelledOrNotThereIsNotTold() {
        Patient labelled = new Patient();
        labelled.getMeta().addSecurity().setSystem(CONFIDENTIALITY).setCode("R");
        String hidden = server.create(labelled).getIdElement().getIdPart();
        String order = "Patient/$export?_type=Patient&patient=" + patient + "," + hidden + ",nobody";

        String[] bearer = SmartApp.bearer(server.localToken(Scopes.parse("system/*.rs")));
        String errors = server.get(
                        ended(order, bearer).tree().at("/error/0/url").asText(), bearer)
                .body();
        assertThat(errors.lines())
                .hasSize(2)
                .extracting(line -> line.replace(hidden, "nobody"))
                .containsOnly(errors.lines()
                        .filter(line -> line.contains("nobody"))
                        .findFirst()
                        .orElseThrow());
        String[] all = SmartApp.bearer(server.localToken(Scopes.parse("system/*.rs aliquot/sensitive")));
        errors = server.get(ended(order, all).tree().at("/error/0/url").asText(), all)
                .body();
        assertThat(errors).contains("nobody").doesNotContain(hidden);
    }

    @Test
    void whoIsLeftOutOfAGroupForSomethingLabelledIsNotLetIn() {
        String other = server.create(new Patient()).getIdElement().getIdPart();
        String seen = server.create(Ward.observation(other, "laboratory", "2823-3"))
                .getIdElement()
                .getIdPart();
        Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
        group.addMember().setEntity(new Reference("Patient/" + other));
        group.addCharacteristic()
                .setCode(new CodeableConcept().addCoding(new Coding("urn:opt", "out", null)))
                .setValue(new CodeableConcept().addCoding(new Coding("urn:opt", "yes", null)))
                .setExclude(true);
        Observation out = Ward.observation(other, "social-history", "2823-3");
        out.setCode(new CodeableConcept().addCoding(new Coding("urn:opt", "out", null)));
        out.setValue(new CodeableConcept().addCoding(new Coding("urn:opt", "yes", null)));
        out.getMeta().addSecurity().setSystem(HIV).setCode("HIV");
        server.create(out);
        String order = "Group/" + server.create(group).getIdElement().getIdPart() + "/$export";

        assertThat(exported(order, "system/*.rs aliquot/sensitive")).doesNotContain(seen);
        Answer failed = ended(order, SmartApp.bearer(server.localToken(Scopes.parse("system/*.rs"))));
        assertThat(failed.status()).isGreaterThanOrEqualTo(400);
        assertThat(failed.body()).contains("scopes");
    }

    @Test
    void viewsLeaveOutWhatTheirBearerMayNotSee() {
        String view =
                "{\"resourceType\":\"ViewDefinition\",\"name\":\"seen\",\"status\":\"active\",\"resource\":\"Observation\","
                        + "\"select\":[{\"column\":[{\"name\":\"id\",\"path\":\"getResourceKey()\"}]}]}";
        assertThat(server.put("ViewDefinition/seen", view).status()).isEqualTo(201);
        for (String run : List.of("ViewDefinition/seen/$run", "ViewDefinition/seen/$run?patient=Patient/" + patient)) {
            assertThat(server.get(run, SmartApp.bearer(server.localToken(Scopes.parse("system/*.rs"))))
                            .body())
                    .as(run)
                    .contains(plain)
                    .doesNotContain(restricted, hiv);
            assertThat(server.get(
                                    run,
                                    SmartApp.bearer(server.localToken(Scopes.parse("system/*.rs aliquot/sensitive"))))
                            .body())
                    .as(run)
                    .contains(plain, restricted, hiv);
        }
    }

    private static Answer ended(String order, String... bearer) {
        Answer accepted = server.get(order, "Prefer", "respond-async", "Authorization", bearer[1]);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        String job = accepted.header("Content-Location");
        Answer done = server.get(job, bearer);
        while (done.status() == 202) {
            done = server.get(job, bearer);
        }
        return done;
    }

    private static String exported(String order, String scopes) {
        String[] bearer = SmartApp.bearer(server.localToken(Scopes.parse(scopes)));
        Answer done = ended(order, bearer);
        assertThat(done.status()).as(done.body()).isEqualTo(200);
        StringBuilder lines = new StringBuilder();
        done.tree().path("output").forEach(file -> {
            if (file.path("type").asText().equals("Observation")) {
                lines.append(server.get(file.path("url").asText(), bearer).body());
            }
        });
        server.delete(done.header("Content-Location"), bearer);
        return lines.toString();
    }

    @Test
    void withoutTheScopeTheyAreNotThere() {
        for (String scopes : List.of("user/*.rs", "launch/patient patient/*.rs")) {
            String[] clinician = bearer(Role.CLINICIAN, scopes);
            assertThat(server.get("Observation/" + plain, clinician).status()).isEqualTo(200);
            for (String id : List.of(restricted, hiv)) {
                for (String way : List.of("", "/_history", "/_history/1")) {
                    assertThat(server.get("Observation/" + id + way, clinician).status())
                            .as(scopes + way)
                            .isEqualTo(404);
                }
            }
            for (String search : List.of(
                    "Observation?subject=Patient/" + patient,
                    "Observation?_security=" + CONFIDENTIALITY + "%7CR&subject=Patient/" + patient,
                    "Observation/$lastn?max=9&subject=Patient/" + patient)) {
                assertThat(found(search, clinician)).as(search).doesNotContain(restricted, hiv);
            }
            assertThat(found("Observation?subject=Patient/" + patient, clinician))
                    .containsExactly(plain);
            assertThat(server.get("Observation?_summary=count&subject=Patient/" + patient, clinician)
                            .tree()
                            .path("total")
                            .asInt())
                    .isEqualTo(1);
            assertThat(found("Patient/" + patient + "/$everything", clinician))
                    .contains(plain)
                    .doesNotContain(restricted, hiv);
            assertThat(server.get("Patient?_has:Observation:subject:_security=" + CONFIDENTIALITY + "%7CR", clinician)
                            .status())
                    .isEqualTo(403);
        }
        String[] system = SmartApp.bearer(server.localToken(Scopes.parse("system/*.cruds")));
        assertThat(server.get("Observation/" + hiv, system).status()).isEqualTo(404);
        assertThat(found("Observation?subject=Patient/" + patient, system)).containsExactly(plain);
    }

    /** Handling follows the label of now (FHIR R4 security-labels.html), whatever a version said. */
    @Test
    void aLabelSetLaterCoversWhatWasBefore() {
        Observation observation = Ward.observation(patient, "laboratory", "2823-3");
        String id = server.create(observation).getIdElement().getIdPart();
        observation.setId(id);
        observation.getMeta().addSecurity().setSystem(CONFIDENTIALITY).setCode("R");
        assertThat(server.put("Observation/" + id, server.fhir().newJsonParser().encodeResourceToString(observation))
                        .status())
                .isEqualTo(200);
        String[] without = SmartApp.bearer(server.localToken(Scopes.parse("system/*.cruds")));
        String[] with = SmartApp.bearer(server.localToken(Scopes.parse("system/*.cruds aliquot/sensitive")));
        for (boolean isDeleted : new boolean[] {false, true}) {
            for (String way : List.of("/_history/1", "/_history/2", "/_history", "/_history?_count=1")) {
                String url = "Observation/" + id + way;
                assertThat(server.get(url, without).status()).as(way).isEqualTo(404);
                Answer batch = server.post(
                        "",
                        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\""
                                + url + "\"}}]}",
                        without);
                assertThat(batch.tree().at("/entry/0/response/status").asText())
                        .as(way + batch.body())
                        .startsWith("404");
                assertThat(batch.tree().at("/entry/0").has("resource")).isFalse();
            }
            assertThat(server.get("Observation/" + id + "/_history/1", with).status())
                    .isEqualTo(200);
            assertThat(server.get("Observation/" + id + "/_history", with).status())
                    .isEqualTo(200);
            if (!isDeleted) {
                assertThat(server.delete("Observation/" + id, with).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatWasMovedToItsPatientIsToldOfNobodyElse() {
        String other = server.create(new Patient()).getIdElement().getIdPart();
        Observation observation = Ward.observation(patient, "laboratory", "2823-3");
        String id = server.create(observation).getIdElement().getIdPart();
        String[] bearer = bearer(Role.CLINICIAN, "launch/patient patient/*.rs");
        assertThat(server.get("Observation/" + id + "/_history/1", bearer).status())
                .isEqualTo(200);
        assertThat(server.get("Observation/" + id + "/_history", bearer).status())
                .isEqualTo(200);
        observation.setId(id);
        observation.setSubject(new Reference("Patient/" + other));
        server.put("Observation/" + id, server.fhir().newJsonParser().encodeResourceToString(observation));
        for (String way : List.of("", "/_history/1", "/_history/2", "/_history")) {
            assertThat(server.get("Observation/" + id + way, bearer).status())
                    .as(way)
                    .isEqualTo(404);
        }
        server.delete("Observation/" + id);
    }

    @Test
    void withItTheyAre() {
        String[] technician = bearer(Role.TECHNICIAN, "user/*.rs aliquot/sensitive");
        assertThat(found("Observation?subject=Patient/" + patient, technician))
                .containsExactlyInAnyOrder(plain, restricted, hiv);
        assertThat(server.get("Observation/" + hiv, technician).status()).isEqualTo(200);
        assertThat(found("Observation?subject=Patient/" + patient)).containsExactlyInAnyOrder(plain, restricted, hiv);
    }

    @Test
    void aClinicianIsNotGivenTheScope() {
        String[] clinician = bearer(Role.CLINICIAN, "user/*.rs aliquot/sensitive");
        assertThat(server.get("Observation/" + hiv, clinician).status()).isEqualTo(404);
    }

    @Test
    void patientsSeeTheirOwn() {
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, ASKED);
        String token = app.launch("launch/patient patient/*.rs", SmartApp.user(server, "Patient/" + patient), patient)
                .tree()
                .path("access_token")
                .asText();
        assertThat(found("Observation?subject=Patient/" + patient, SmartApp.bearer(token)))
                .containsExactlyInAnyOrder(plain, restricted, hiv);
    }

    @Test
    void inAnEmergencyTheyAreSeenWithAReasonThatIsKept() {
        String[] clinician = bearer(Role.CLINICIAN, "user/*.rs aliquot/break-glass");
        String reason = "unconscious, needs the result now";
        String[] breaking = {clinician[0], clinician[1], "X-Break-Glass", reason};
        assertThat(server.get("Observation/" + hiv, clinician).status()).isEqualTo(404);
        assertThat(server.get("Observation/" + hiv, breaking).status()).isEqualTo(200);
        assertThat(server.get("Observation/" + hiv, clinician).status())
                .as("once")
                .isEqualTo(404);
        assertThat(server.get("Observation/" + hiv, clinician[0], clinician[1], "X-Break-Glass", "short")
                        .status())
                .isEqualTo(400);
        assertThat(server.get(
                                "Observation/" + hiv,
                                "Authorization",
                                bearer(Role.CLINICIAN, "user/*.rs")[1],
                                "X-Break-Glass",
                                reason)
                        .status())
                .isEqualTo(403);
        Answer told = server.get("AuditEvent?subtype=110127&patient=" + patient);
        assertThat(told.tree().path("total").asInt()).isEqualTo(1);
        assertThat(told.tree()
                        .at("/entry/0/resource/purposeOfEvent/0/coding/0/code")
                        .asText())
                .isEqualTo("BTG");
        assertThat(told.tree().at("/entry/0/resource/purposeOfEvent/0/text").asText())
                .isEqualTo(reason);
        assertThat(told.body()).contains("Observation/" + hiv);
    }

    @Test
    void nobodyTakesALabelOffWhoMayNotSeeIt() {
        String[] writer = SmartApp.bearer(server.localToken(Scopes.parse("system/Observation.cruds")));
        Observation without = Ward.observation(patient, "laboratory", "2823-3");
        without.setId(restricted);
        String body = server.fhir().newJsonParser().encodeResourceToString(without);
        assertThat(server.put("Observation/" + restricted, body, writer).status())
                .isEqualTo(403);
        assertThat(server.send(
                                "POST",
                                "Observation/" + restricted + "/$meta-delete",
                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":{\"security\":"
                                        + "[{\"system\":\"" + CONFIDENTIALITY + "\",\"code\":\"R\"}]}}]}",
                                writer)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPatientWhoIsLabelledIsNotShownOnTheWayToAConsentEither() {
        Patient vip = new Patient();
        vip.addName().setFamily("Incognito").addGiven("Jane");
        vip.addIdentifier().setValue("VIP-1");
        vip.getMeta().addSecurity().setSystem(CONFIDENTIALITY).setCode("R");
        String id = server.create(vip).getIdElement().getIdPart();
        String practitioner = "Practitioner/"
                + server.create(new Practitioner()).getIdElement().getIdPart();
        String asked = "launch launch/patient patient/*.rs";
        for (boolean isWith : new boolean[] {false, true}) {
            SmartApp app = SmartApp.registered(server, Kind.PUBLIC, asked + " aliquot/sensitive");
            String scopes = "launch/patient patient/*.rs" + (isWith ? " aliquot/sensitive" : "");
            // A clinician is not given the scope, whatever is asked for.
            for (Role role : List.of(Role.TECHNICIAN, Role.CLINICIAN)) {
                boolean isShown = isWith && role == Role.TECHNICIAN;
                HttpResponse<String> picker =
                        app.login(app.authorize("GET", app.request(scopes)), SmartApp.user(server, practitioner, role));
                for (String text : List.of("Incognito", "VIP-1")) {
                    assertThat(app.searchPatient(picker, text).body().contains("Jane"))
                            .as(role + " " + scopes + " " + text)
                            .isEqualTo(isShown);
                }
                assertThat(app.choose(picker, id).body().contains("Jane Incognito"))
                        .isEqualTo(isShown);
            }
        }
        SmartApp app = SmartApp.registered(server, Kind.PUBLIC, asked);
        Answer announced = server.post(
                "/auth/launch",
                "{\"patient\":\"" + id + "\"}",
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + server.localToken(Scopes.parse("aliquot/launch")));
        Map<String, String> request = app.request("launch patient/*.rs");
        request.put("launch", announced.tree().path("launch").asText());
        String clinician = SmartApp.user(server, practitioner, Role.CLINICIAN);
        HttpResponse<String> consent = app.login(app.authorize("GET", request), clinician);
        assertThat(consent.body()).contains("/auth/consent").doesNotContain("Incognito");
        app.exchange(SmartApp.sentBack(app.allow(consent)).get("code"));
        assertThat(app.login(app.open("/auth/grants"), clinician).body())
                .contains("Growth")
                .doesNotContain("Incognito");
        String self = SmartApp.user(server, "Patient/" + id);
        assertThat(app.login(app.authorize("GET", app.request("launch/patient patient/*.rs")), self)
                        .body())
                .contains("Jane Incognito");
    }
}
