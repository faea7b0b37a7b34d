package org.aliquot.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs of views over some patients' resources, over what was changed, and over what a bearer may read. */
@WithServer
class NarrowedViewsTest {
    private static final String FILTER = "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";
    private static final String CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final String LABORATORY = "system/Observation.rs?category=" + CATEGORIES + "|laboratory";
    private static final String VIEW = """
            {"resourceType":"ViewDefinition","name":"narrowed","status":"active","resource":"Observation",
             "select":[{"column":[{"name":"id","path":"getResourceKey()"}]}]}""";
    private static final String RUN = "ViewDefinition/narrowed/$run";

    private final TestServer server;
    private String jane;
    private String john;
    private String potassium;
    private String pulse;
    private String other;

    NarrowedViewsTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void measure() {
        assertThat(server.put("ViewDefinition/narrowed", VIEW).status()).isIn(200, 201);
        jane = create(new Patient());
        john = create(new Patient());
        potassium = measured(jane, "laboratory");
        pulse = measured(jane, "vital-signs");
        other = measured(john, "laboratory");
    }

    private String create(Resource resource) {
        return resource.fhirType() + "/"
                + server.create(resource).getIdElement().getIdPart();
    }

    private String measured(String patient, String category) {
        Observation observation = new Observation();
        observation.setStatus(ObservationStatus.FINAL).setSubject(new Reference(patient));
        observation.getCode().setText("measured");
        observation.addCategory().addCoding().setSystem(CATEGORIES).setCode(category);
        return server.create(observation).getIdElement().getIdPart();
    }

    private String group(String... members) {
        Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
        List.of(members).forEach(member -> group.addMember().setEntity(new Reference(member)));
        return create(group);
    }

    private String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }

    private List<String> ids(String parameters, String... headers) {
        return ids(server.get(RUN + parameters, headers));
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .map(line -> line.replaceAll("\\{\"id\":\"(.*)\"}", "$1"))
                .toList();
    }

    private Answer post(String parameters) {
        return server.post(RUN, "{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}");
    }

    @Test
    void rowsAreThoseOfAPatientOrOfTheMembersOfAGroup() {
        assertThat(ids("?patient=" + jane)).containsExactlyInAnyOrder(potassium, pulse);
        assertThat(ids("?patient=" + jane + "&patient=" + john)).containsExactlyInAnyOrder(potassium, pulse, other);
        assertThat(ids("?_limit=1&patient=" + jane)).hasSize(1);
        String both = group(jane, john);
        assertThat(ids("?group=" + both)).containsExactlyInAnyOrder(potassium, pulse, other);
        assertThat(ids("?group=" + both + "&patient=" + john)).containsExactly(other);
        assertThat(ids(post("{\"name\":\"patient\",\"valueReference\":{\"reference\":\"" + john + "\"}}")))
                .containsExactly(other);
        assertThat(ids(post("{\"name\":\"group\",\"valueReference\":{\"reference\":\"" + group(john) + "\"}}")))
                .containsExactly(other);
    }

    @Test
    void rowsAreThoseOfWhatWasChangedSince() throws InterruptedException {
        Thread.sleep(2);
        Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String later = measured(jane, "laboratory");
        assertThat(ids("?_since=" + since)).contains(later).doesNotContain(potassium, pulse, other);
        assertThat(ids("?_since=" + since + "&patient=" + john)).isEmpty();
        assertThat(ids(post("{\"name\":\"_since\",\"valueInstant\":\"" + since + "\"}")))
                .contains(later)
                .doesNotContain(potassium);
    }

    @Test
    void aNarrowerScopeHasTheRowsOfWhatItMayRead() {
        assertThat(ids("", bearer(LABORATORY))).contains(potassium, other).doesNotContain(pulse);
        String[] ofPatients = bearer("system/Patient.rs system/Group.rs " + LABORATORY);
        assertThat(ids("?patient=" + jane, ofPatients)).containsExactly(potassium);
        assertThat(ids("?group=" + group(jane), ofPatients)).containsExactly(potassium);
    }

    @Test
    void whatIsMoreThanTheScopesAllowIsRefused() {
        assertThat(server.get(RUN, bearer("system/Patient.rs")).status()).isEqualTo(403);
        assertThat(server.get(RUN + "?patient=" + jane, bearer(LABORATORY)).status())
                .isEqualTo(403);
        assertThat(server.get(RUN + "?group=" + group(jane), bearer("system/Patient.rs " + LABORATORY))
                        .status())
                .isEqualTo(403);
        Group measured = new Group().setType(Group.GroupType.PERSON).setActual(false);
        measured.addModifierExtension(new Extension(
                FILTER, new Expression().setLanguage("application/x-fhir-query").setExpression("Condition?code=x")));
        Answer failed = server.get(
                RUN + "?group=" + create(measured), bearer("system/Patient.rs system/Group.rs system/Observation.rs"));
        assertThat(failed.status()).as(failed.body()).isEqualTo(422);
        assertThat(failed.body()).contains("scopes");
    }

    @Test
    void whatIsNotThereOrNotUnderstoodIsSaid() {
        assertThat(server.get(RUN + "?group=Group/nobody").status()).isEqualTo(404);
        assertThat(server.get(RUN + "?patient=Patient/nobody").status()).isEqualTo(404);
        for (String wrong : List.of(
                "?patient=Group/1",
                "?group=Patient/1",
                "?group=a&group=b",
                "?_since=yesterday",
                "?_since=2999-01-01T00:00:00Z",
                "?source=x")) {
            Answer answer = server.get(RUN + wrong);
            assertThat(answer.status()).as(wrong + answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains(wrong.replaceAll("^\\?|=.*", ""));
        }
        assertThat(post("{\"name\":\"patient\",\"valueReference\":{\"reference\":\"" + jane + "\"}},"
                                + "{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Observation\"}}")
                        .status())
                .isEqualTo(400);
    }
}
