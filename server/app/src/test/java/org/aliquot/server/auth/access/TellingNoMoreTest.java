package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.util.HapiExtensions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to learn or change what is not one's own that a reader of this code found; each stays closed. */
@WithServer
class TellingNoMoreTest {
    private static final String JANES = "patient/*.cruds";
    private static final String PATCH = "application/json-patch+json";

    private static Ward ward;

    private final TestServer server;

    TellingNoMoreTest(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    static void wardIsThere(TestServer server) {
        ward = Ward.on(server);
    }

    private static String[] with(String[] bearer, String name, String value) {
        return new String[] {bearer[0], bearer[1], name, value};
    }

    private String text(org.hl7.fhir.r4.model.Resource resource) {
        return server.fhir().newJsonParser().encodeResourceToString(resource);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"op\":\"copy\",\"from\":\"/name/0/family\",\"path\":\"/gender\"}]",
                "[{\"op\":\"test\",\"path\":\"/name/0/family\",\"value\":\"Ward\"}]",
                "[{\"op\":\"test\",\"path\":\"/name/0/family\",\"value\":\"Nobody\"}]",
                "[{\"op\":\"remove\",\"path\":\"/no/such\"}]"
            })
    void aPatchDoesNotTellWhatItFound(String patch) {
        String[] bearer = ward.bearer(JANES);
        Answer answer = server.send("PATCH", "Patient/" + ward.john, patch, with(bearer, "Content-Type", PATCH));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("Ward");
        Answer absent = server.send("PATCH", "Patient/no-such-one", patch, with(bearer, "Content-Type", PATCH));
        assertThat(answer.body().replace(ward.john, "X"))
                .isEqualTo(absent.body().replace("no-such-one", "X"));
    }

    @Test
    void nothingIsWrittenIntoAnothersChart() {
        String[] bearer = ward.bearer(JANES);
        Observation about = Ward.observation(ward.john, "laboratory", "2823-3");
        about.addPerformer(new Reference("Patient/" + ward.jane));
        assertThat(server.post("Observation", text(about), bearer).status()).isEqualTo(403);
        Observation own = Ward.observation(ward.jane, "laboratory", "2823-3");
        own.addPerformer(new Reference("Patient/" + ward.jane));
        Answer created = server.post("Observation", text(own), bearer);
        assertThat(created.status()).isEqualTo(201);
        own.setId(created.id());
        own.setSubject(new Reference("Patient/" + ward.john));
        assertThat(server.put("Observation/" + created.id(), text(own), bearer).status())
                .isEqualTo(403);
        String measured = ward.id("measured by jane");
        assertThat(server.delete("Observation/" + measured, bearer).status()).isEqualTo(403);
        assertThat(server.delete("Observation/" + ward.id("john's sodium"), bearer)
                        .status())
                .isEqualTo(404);
        server.delete("Observation/" + created.id());
    }

    @Test
    void aTransactionDoesNotRewriteAReferencePastTheCheck() {
        Patient john = new Patient();
        john.addIdentifier().setSystem("urn:test:mrn").setValue("johns-" + ward.john);
        john.setId("Patient/" + ward.john);
        john.addName().setFamily("Ward").addGiven("John");
        server.put("Patient/" + ward.john, text(john));
        String observation = text(Ward.observation(ward.jane, "laboratory", "777-3"));
        Answer answer = server.post(
                "",
                """
                {"resourceType":"Bundle","type":"transaction","entry":[
                {"fullUrl":"Patient/%s","resource":{"resourceType":"Patient","id":"%s"},
                 "request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:test:mrn|johns-%s"}},
                {"resource":%s,"request":{"method":"POST","url":"Observation"}}]}
                """.formatted(ward.jane, ward.jane, ward.john, observation),
                ward.bearer("user/Patient.crs " + JANES));
        assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(400);
        assertThat(ward.found("Observation?subject=Patient/" + ward.john + "&code=777-3"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?patient.name=Ward",
                "Observation?subject:Patient.family=Ward",
                "Observation?_has:DiagnosticReport:result:status=final",
                "Observation?_filter=code eq x",
                "Observation?_list=1"
            })
    void anExportsFilterDoesNotAskAboutOthers(String filter) {
        Answer answer = server.get(
                "$export?_type=Observation&_typeFilter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8),
                "Authorization",
                ward.bearer("system/Observation.rs")[1],
                "Prefer",
                "respond-async");
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void membersOfAGroupAreNotToldByItsExport() {
        Group group = new Group();
        group.setActual(true).setType(Group.GroupType.PERSON);
        group.addMember().setEntity(new Reference("Patient/" + ward.jane));
        String id = server.create(group).getIdElement().getIdPart();
        Answer answer = server.get(
                "Group/" + id + "/$export?_type=Patient",
                "Authorization",
                ward.bearer("system/Patient.rs")[1],
                "Prefer",
                "respond-async");
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aSubscriptionDeliversNothingButItsCriteria() {
        Answer answer = server.post(
                "Subscription",
                """
                {"resourceType":"Subscription","status":"requested","reason":"x","criteria":"Observation?",
                 "channel":{"type":"rest-hook","endpoint":"http://127.0.0.1:1/x","payload":"application/fhir+json",
                  "extension":[{"url":"%s","valueString":"Patient?_lastUpdated=gt2000"}]}}
                """.formatted(HapiExtensions.EXT_SUBSCRIPTION_PAYLOAD_SEARCH_CRITERIA),
                ward.bearer("user/Subscription.cruds user/Observation.rs"));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void aTotalDoesNotCountWhatIsHidden() {
        for (String extra : new String[] {"&_offset=0", ""}) {
            Answer answer = server.get(
                    "Practitioner?_id=" + ward.practitioner + "&_revinclude=Provenance:agent" + extra,
                    with(ward.bearer("patient/Practitioner.rs"), "Cache-Control", extra.isEmpty() ? "no-store" : ""));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.tree().path("total").asInt(1)).isEqualTo(1);
        }
    }

    @Test
    void whatIsHiddenWasDeletedOrNeverWasIsAnsweredAlike() {
        String[] bearer = ward.bearer("patient/Observation.rs");
        String hidden = ward.id("john's potassium");
        String deleted = server.create(Ward.observation(ward.john, null, "1"))
                .getIdElement()
                .getIdPart();
        server.delete("Observation/" + deleted);
        for (String way : new String[] {"", "/_history/1", "/_history"}) {
            String[] answers = new String[3];
            int i = 0;
            for (String id : new String[] {hidden, deleted, "no-such-one"}) {
                Answer answer = server.get("Observation/" + id + way, bearer);
                answers[i++] = answer.status() + answer.body().replace(id, "X").replaceAll("\\s", "");
            }
            assertThat(answers).as("GET" + way).containsOnly(answers[2]);
            assertThat(answers[0]).startsWith("404");
        }
        Answer batch = server.post("", """
                {"resourceType":"Bundle","type":"batch","entry":[
                 {"request":{"method":"GET","url":"Observation/%s"}},{"request":{"method":"GET","url":"Observation/%s"}},
                 {"request":{"method":"GET","url":"Observation/no-such-one"}},
                 {"request":{"method":"GET","url":"Observation/%s/_history"}}]}
                """.formatted(hidden, deleted, hidden), bearer);
        assertThat(batch.tree().at("/entry/0")).isEqualTo(batch.tree().at("/entry/2"));
        assertThat(batch.tree().at("/entry/1")).isEqualTo(batch.tree().at("/entry/2"));
        assertThat(batch.tree().at("/entry/3/resource/total").asInt(0)).isZero();
    }

    /** HAPI follows what it may not show, to the patient's doctors and medications. */
    @Test
    void everythingOfWhomOneMayNotSeeIsNothing() {
        String[] bearer = ward.bearer("patient/*.rs");
        Medication medication = new Medication();
        medication.getCode().setText("of john's");
        String medicationId = server.create(medication).getIdElement().getIdPart();
        MedicationRequest order = new MedicationRequest();
        order.setStatus(MedicationRequest.MedicationRequestStatus.ACTIVE)
                .setIntent(MedicationRequest.MedicationRequestIntent.ORDER)
                .setMedication(new Reference("Medication/" + medicationId))
                .setSubject(new Reference("Patient/" + ward.john));
        server.create(order);
        Encounter encounter = new Encounter();
        encounter
                .setStatus(Encounter.EncounterStatus.FINISHED)
                .setClass_(new Coding().setCode("AMB"))
                .setSubject(new Reference("Patient/" + ward.john));
        String encounterId = server.create(encounter).getIdElement().getIdPart();

        for (String[] one : new String[][] {{"Patient", ward.john}, {"Encounter", encounterId}}) {
            Answer answer = server.get(one[0] + "/" + one[1] + "/$everything", bearer);
            Answer absent = server.get(one[0] + "/no-such-one/$everything", bearer);
            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
            assertThat(answer.body().replace(one[1], "X"))
                    .isEqualTo(absent.body().replace("no-such-one", "X"));
        }
        assertThat(ward.found("Patient/" + ward.jane + "/$everything", bearer)).contains("Patient/" + ward.jane);
        assertThat(server.get("Patient/$everything", bearer).status()).isEqualTo(403);
    }

    @Test
    void aQueryTellsNoMoreOfWhatIsHiddenThanARead() {
        String[] bearer = ward.bearer("patient/Observation.rs");
        assertHiddenDeletedAndAbsentAreAlike(id -> server.get(
                "$graphql?query=" + URLEncoder.encode("{Observation(id:\"" + id + "\"){id}}", StandardCharsets.UTF_8),
                bearer));
    }

    @Test
    void aDeletionTellsNoMoreOfWhatIsHiddenThanARead() {
        String[] bearer = ward.bearer(JANES);
        assertHiddenDeletedAndAbsentAreAlike(id -> server.delete("Observation/" + id, bearer));
    }

    private void assertHiddenDeletedAndAbsentAreAlike(Function<String, Answer> ask) {
        String deleted = server.create(Ward.observation(ward.john, null, "1"))
                .getIdElement()
                .getIdPart();
        server.delete("Observation/" + deleted);
        List<String> answers = Stream.of(ward.id("john's potassium"), deleted, "no-such-one")
                .map(id -> {
                    Answer answer = ask.apply(id);
                    return answer.status() + answer.body().replace(id, "X");
                })
                .toList();
        assertThat(answers).containsOnly(answers.get(2));
        assertThat(answers.get(0)).startsWith("404");
    }

    @Test
    void whatNamesNoSubjectIsAboutEveryPatientInIt() {
        String[] bearer = ward.bearer(JANES);
        Group both = new Group();
        both.setActual(true).setType(Group.GroupType.PERSON);
        both.addMember().setEntity(new Reference("Patient/" + ward.jane));
        both.addMember().setEntity(new Reference("Patient/" + ward.john));
        String id = server.create(both).getIdElement().getIdPart();
        assertThat(server.get("Group/" + id, bearer).status()).isEqualTo(200);
        both.setId(id);
        both.setName("taken");
        assertThat(server.put("Group/" + id, text(both), bearer).status()).isEqualTo(403);
        assertThat(server.delete("Group/" + id, bearer).status()).isEqualTo(403);
        both.getMember().remove(1);
        both.setId((String) null);
        Answer own = server.post("Group", text(both), bearer);
        assertThat(own.status()).as(own.body()).isEqualTo(201);
        assertThat(server.delete("Group/" + own.id(), bearer).status()).isEqualTo(200);
        server.delete("Group/" + id);
    }

    /** HAPI looks for all of a transaction's at once, and leaves out what narrows a search. */
    @Test
    void aReferenceThatSearchesIsForThoseWhoMaySearchAll() {
        Observation panel = Ward.observation(ward.jane, "laboratory", "555-5");
        panel.addHasMember(new Reference("Observation?code=" + Ward.CODES + "|8867-4"));
        Answer answer =
                server.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                {"resource":%s,"request":{"method":"POST","url":"Observation"}}]}
                """.formatted(text(panel)), ward.bearer("user/Observation.crs" + Ward.LABORATORY));
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    }

    @Test
    void whoMayDoEverythingIsNotToldWhoSawWhat() {
        assertThat(server.get("AuditEvent?_count=1", ward.bearer("user/*.cruds"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whoRefersToSomethingIsNotTold() {
        Practitioner practitioner = new Practitioner();
        String id = server.create(practitioner).getIdElement().getIdPart();
        Observation observation = Ward.observation(ward.john, null, "1");
        observation.addPerformer(new Reference("Practitioner/" + id));
        String referrer = server.create(observation).getIdElement().getIdPart();
        Answer answer = server.delete("Practitioner/" + id, ward.bearer("user/Practitioner.cruds"));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).doesNotContain(referrer).doesNotContain("Observation");
    }

    @Test
    void howMuchThereIsIsNotToldToEveryone() {
        assertThat(server.get("metadata", "Authorization", "").body()).doesNotContain("resourceCount");
    }
}
