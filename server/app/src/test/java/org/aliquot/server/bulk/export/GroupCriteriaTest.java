package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports of Groups whose members are those who meet criteria. */
@WithServer
class GroupCriteriaTest {
    private static final String FILTER = "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";
    private static final String GENDER = "http://hl7.org/fhir/administrative-gender";
    private static final String UCUM = "http://unitsofmeasure.org";

    private final TestServer server;

    /** A code system of each test's own. */
    private final String system = "urn:criteria:" + UUID.randomUUID();

    private String high;
    private String low;
    private String without;

    GroupCriteriaTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void measure() {
        high = patient(AdministrativeGender.FEMALE);
        low = patient(AdministrativeGender.FEMALE);
        without = patient(AdministrativeGender.MALE);
        observe(high, "8.1", ObservationStatus.FINAL);
        observe(low, "5.2", ObservationStatus.FINAL);
        observe(low, "9.9", ObservationStatus.ENTEREDINERROR);
    }

    private String create(Resource resource) {
        return resource.fhirType() + "/"
                + server.create(resource).getIdElement().getIdPart();
    }

    private String patient(AdministrativeGender gender) {
        Patient patient = new Patient().setGender(gender);
        patient.addIdentifier().setSystem(system).setValue(UUID.randomUUID().toString());
        return create(patient);
    }

    private void observe(String patient, String value, ObservationStatus status) {
        Observation observation = new Observation();
        observation.setStatus(status).setSubject(new Reference(patient)).setEffective(new DateTimeType("2026-01-02"));
        observation.getCode().addCoding().setSystem(system).setCode("hba1c");
        observation.setValue(quantity(value));
        create(observation);
    }

    private static Quantity quantity(String value) {
        return new Quantity()
                .setValue(new BigDecimal(value))
                .setUnit("%")
                .setSystem(UCUM)
                .setCode("%");
    }

    private static Group group() {
        return new Group().setType(Group.GroupType.PERSON).setActual(false).setName("cohort");
    }

    private static Group filtered(Group group, String... queries) {
        for (String query : queries) {
            group.addModifierExtension(new Extension(
                    FILTER,
                    new Expression().setLanguage("application/x-fhir-query").setExpression(query)));
        }
        return group;
    }

    private Group.GroupCharacteristicComponent observed(Type value) {
        return new Group.GroupCharacteristicComponent()
                .setCode(new CodeableConcept(new Coding(system, "hba1c", null)))
                .setValue(value)
                .setExclude(false);
    }

    private List<String> members(Group group, String... headers) {
        return new ArrayList<>(Exported.of(server, create(group) + "/$export?_type=Patient", headers)
                .lines()
                .keySet());
    }

    private String mine() {
        return "Patient?identifier=" + system + "|";
    }

    @Test
    void whoMeetsEveryQueryIsAMember() {
        String measured = "Observation?code=" + system + "|hba1c&value-quantity=ge8";
        assertThat(members(filtered(group(), measured))).containsExactlyInAnyOrder(high, low);
        assertThat(members(filtered(group(), measured + "&status=final"))).containsExactly(high);
        assertThat(members(filtered(group(), measured, mine(), "Patient?gender=male")))
                .isEmpty();
        assertThat(members(filtered(group(), mine(), "Patient?gender=male"))).containsExactly(without);
    }

    @Test
    void criteriaOfAGroupThatNamesPatientsAreAboutThoseAlone() {
        Group named = filtered(group().setActual(true), "Observation?code=" + system + "|hba1c");
        named.addMember().setEntity(new Reference(high));
        named.addMember().setEntity(new Reference(without));
        assertThat(members(named)).containsExactly(high);

        Group outer = group().setActual(true);
        outer.addMember().setEntity(new Reference(create(named)));
        outer.addMember().setEntity(new Reference(low));
        assertThat(members(outer)).containsExactlyInAnyOrder(high, low);
        assertThat(members(filtered(outer, "Patient?gender=female", "Observation?value-quantity=ge8&status=final")))
                .containsExactly(high);
    }

    @Test
    void characteristicsAreWhatWasObservedAndNotInError() {
        assertThat(members(group().addCharacteristic(observed(new Range().setLow(quantity("6.5"))))))
                .containsExactly(high);
        assertThat(members(group().addCharacteristic(
                                observed(quantity("6.5").setComparator(Quantity.QuantityComparator.LESS_THAN)))))
                .containsExactly(low);
        Group others = filtered(group(), mine())
                .addCharacteristic(observed(new Range().setLow(quantity("6.5"))).setExclude(true));
        assertThat(members(others)).containsExactlyInAnyOrder(low, without);
    }

    @Test
    void sexIsThatOfThePatientWhateverItsCodeSystem() {
        Coding woman = new Coding(GENDER, "female", "Female");
        Coding snomed = new Coding("http://snomed.info/sct", "248152002", "Female");
        Coding loinc = new Coding("http://loinc.org", "LA3-6", "Female");
        assertThat(members(ofSex(false, woman))).containsExactlyInAnyOrder(high, low);
        assertThat(members(ofSex(true, woman))).containsExactly(without);
        assertThat(members(ofSex(true, snomed))).containsExactly(without);
        assertThat(members(ofSex(false, loinc))).containsExactlyInAnyOrder(high, low);
        assertThat(members(ofSex(true, new Coding("urn:house", "w", null), woman)))
                .containsExactly(without);
        assertThat(members(ofSex(true, new Coding("http://loinc.org", "LA2-8", "Male"))))
                .containsExactlyInAnyOrder(high, low);
    }

    @Test
    void aSexThatNobodyHasIsRefused() {
        String what = "administrative-gender";
        assertRefused(ofSex(true, new Coding("urn:house", "female", null)), what);
        assertRefused(ofSex(true, new Coding(null, "female", null)), what);
        assertRefused(ofSex(true, new Coding(GENDER, "F", null)), what);
        assertRefused(ofSex(true, new Coding("http://snomed.info/sct", "32570691000036108", null)), what);
        assertRefused(ofSex(true, new Coding(GENDER, "male", null), new Coding(GENDER, "female", null)), what);
    }

    private Group ofSex(boolean isLeftOut, Coding... codings) {
        Group group = filtered(group(), mine());
        group.addCharacteristic()
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "46098-0", "Sex")))
                .setValue(new CodeableConcept().setCoding(List.of(codings)))
                .setExclude(isLeftOut);
        return group;
    }

    @Test
    void whatAnActualGroupsMembersAreLikeChoosesNobody() {
        Group named = group().setActual(true);
        named.addMember().setEntity(new Reference(low));
        named.addMember().setEntity(new Reference(without));
        named.addCharacteristic(observed(new Range().setLow(quantity("6.5"))));
        named.addCharacteristic(observed(new BooleanType(true)));
        assertThat(members(named)).containsExactlyInAnyOrder(low, without);

        named.addCharacteristic(observed(new Range().setHigh(quantity("6.5"))).setExclude(true));
        assertThat(members(named)).as("what its members do not have").containsExactly(without);

        Group empty = group().setActual(true).addCharacteristic(observed(new Range().setLow(quantity("1"))));
        empty.addCharacteristic(observed(new Range().setLow(quantity("1"))).setExclude(true));
        assertThat(members(empty)).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsRefusedAndNobodyIsAMemberForIt() {
        assertRefused(filtered(group(), "Observation?frobs=1"), "frobs");
        assertRefused(filtered(group(), "Patient"), "member-filter");
        assertRefused(filtered(group(), "Patient?_sort=birthdate"), "_sort");
        Group cql = group();
        cql.addModifierExtension(
                new Extension(FILTER, new Expression().setLanguage("text/cql").setExpression("true")));
        assertRefused(cql, "application/x-fhir-query");
        Group other = group();
        other.addModifierExtension(new Extension("urn:other", new StringType("x")));
        assertRefused(other, "urn:other");
        Group reference = group();
        reference.addCharacteristic(observed(new Reference(high)));
        assertRefused(reference, "characteristic.value[x]");
    }

    private void assertRefused(Group group, String what) {
        Answer answer = server.get(create(group) + "/$export", "Prefer", "respond-async");
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains(what);
    }

    @Test
    void criteriaAreHeldToTheScopes() {
        Group measured = filtered(group(), mine(), "Observation?code=" + system + "|hba1c");
        assertThat(members(measured, bearer("system/Patient.rs system/Group.rs system/Observation.rs")))
                .containsExactlyInAnyOrder(high, low);
        assertThat(members(
                        measured,
                        bearer("system/Patient.rs system/Group.rs system/Observation.rs"
                                + "?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory")))
                .isEmpty();
        assertFails(measured, "scopes", bearer("system/Patient.rs system/Group.rs"));
        assertFails(
                filtered(group(), "Patient?_has:Observation:patient:code=" + system + "|hba1c"),
                "scopes",
                bearer("system/Patient.rs system/Group.rs system/Observation.rs"));
    }

    @Test
    void whoIsLeftOutForWhatTheScopesHideIsNotLetIn() {
        Group without = group();
        without.addMember().setEntity(new Reference(high));
        without.addMember().setEntity(new Reference(low));
        without.addCharacteristic(observed(new Range().setLow(quantity("6.5"))).setExclude(true));
        assertThat(members(without, bearer("system/Patient.rs system/Group.rs system/Observation.rs")))
                .containsExactly(low);
        String[] laboratoryAlone = bearer("system/Patient.rs system/Group.rs system/Observation.rs"
                + "?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory");
        assertFails(without, "scopes", laboratoryAlone);
        Group outer = group().setActual(true);
        outer.addMember().setEntity(new Reference(create(without)));
        assertFails(outer, "scopes", laboratoryAlone);
    }

    private void assertFails(Group group, String why, String... bearer) {
        Answer accepted = server.get(create(group) + "/$export?_type=Patient", Exported.with(bearer));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        Answer failed = Exported.await(server, accepted.header("Content-Location"), bearer);
        assertThat(failed.status()).isGreaterThanOrEqualTo(400);
        assertThat(failed.body()).contains(why);
    }

    private String[] bearer(String scopes) {
        SmartApp app = SmartApp.backend(server, scopes, SmartApp.ec());
        return SmartApp.bearer(app.token(Map.of("grant_type", "client_credentials", "scope", scopes)));
    }
}
