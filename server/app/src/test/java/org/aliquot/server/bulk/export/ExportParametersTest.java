package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of {@code $export}: what they put in, what they leave out, what is refused. */
@WithServer
class ExportParametersTest {
    private final TestServer server;
    private final String room = UUID.randomUUID().toString();

    ExportParametersTest(TestServer server) {
        this.server = server;
    }

    private String create(Resource resource) {
        return resource.fhirType() + "/"
                + server.create(resource).getIdElement().getIdPart();
    }

    private String patient() {
        Patient patient = new Patient();
        patient.addIdentifier().setSystem("urn:room").setValue(room);
        return create(patient);
    }

    private String observation(String patient, String code, ObservationStatus status) {
        Observation observation = new Observation();
        observation.setStatus(status).setSubject(new Reference(patient)).setEffective(new DateTimeType("2026-01-02"));
        observation.getCode().addCoding().setSystem("urn:code").setCode(code);
        observation.addIdentifier().setSystem("urn:room").setValue(room);
        observation.setValue(
                new Quantity().setValue(new java.math.BigDecimal("5.40")).setUnit("mmol/L"));
        return create(observation);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<String> exported(String order) {
        return new ArrayList<>(Exported.of(server, order).lines().keySet());
    }

    @Test
    void sinceTakesWhatWasChangedAndTellsWhatWasDeleted() throws InterruptedException {
        String stays = patient();
        String goes = observation(stays, "a", ObservationStatus.FINAL);
        String changes = observation(stays, "b", ObservationStatus.PRELIMINARY);
        String doctor = create(new Practitioner());
        Exported before = Exported.of(server, "$export?_type=Patient,Observation");
        assertThat(before.lines()).containsKeys(stays, goes, changes);
        assertThat(before.deleted()).isEmpty();
        Thread.sleep(5);

        server.delete(goes);
        server.delete(doctor);
        Observation changed = server.parse(Observation.class, server.get(changes));
        changed.setStatus(ObservationStatus.FINAL);
        server.put(changes, server.fhir().newJsonParser().encodeResourceToString(changed));
        String comes = patient();
        Exported after = Exported.of(server, "$export?_type=Patient,Observation&_since=" + before.transactionTime());
        assertThat(after.lines()).containsKeys(changes, comes).doesNotContainKeys(stays, goes);
        assertThat(after.deleted()).contains(goes).doesNotContain(stays, changes);
        assertThat(after.manifest().at("/deleted/0/type").asText()).isEqualTo("Bundle");

        // Whose it was, its last contents tell.
        String id = stays.substring("Patient/".length());
        assertThat(Exported.of(server, "Patient/$export?patient=" + id + "&_since=" + before.transactionTime())
                        .deleted())
                .contains(goes);
        // Of types that this is not of, not even that something is gone.
        assertThat(Exported.of(server, "Patient/$export?_since=" + before.transactionTime())
                        .deleted())
                .contains(goes)
                .doesNotContain(doctor);
        assertThat(Exported.of(
                                server,
                                "Patient/$export?patient=" + comes.substring("Patient/".length()) + "&_since="
                                        + before.transactionTime())
                        .deleted())
                .doesNotContain(goes);

        assertThat(exported("$export?_type=Patient,Observation&_until=" + before.transactionTime()))
                .contains(stays)
                .doesNotContain(changes, comes);
    }

    @Test
    void filtersOfATypeAreAlternatives() {
        String patient = patient();
        String a = observation(patient, "a", ObservationStatus.FINAL);
        String b = observation(patient, "b", ObservationStatus.FINAL);
        String c = observation(patient, "c", ObservationStatus.FINAL);
        String filter = "&_typeFilter=" + encoded("Observation?identifier=" + room + "&code=urn:code|a")
                + "&_typeFilter=" + encoded("Observation?identifier=" + room + "&code=urn:code|c");
        assertThat(exported("$export?_type=Observation,Patient" + filter))
                .contains(a, c, patient)
                .doesNotContain(b);
        assertThat(exported("Patient/$export?_type=Observation&patient=" + patient + filter))
                .containsExactlyInAnyOrder(a, c);
        // Without _type, types that no filter is about come whole.
        assertThat(exported("$export?_typeFilter=" + encoded("Observation?identifier=" + room + "&code=urn:code|b")))
                .contains(b, patient)
                .doesNotContain(a, c);
    }

    @Test
    void elementsAreCutToWhatWasAskedForAndWhatMustBeThere() {
        String patient = patient();
        String measured = observation(patient, "a", ObservationStatus.FINAL);
        JsonNode line = Exported.of(
                        server, "$export?_type=Observation&_elements=Observation.value,identifier,Patient.name")
                .lines()
                .get(measured);
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "resourceType", "id", "meta", "identifier", "status", "code", "valueQuantity");
        assertThat(line.at("/valueQuantity/value").decimalValue().toString()).isEqualTo("5.40");
        assertThat(line.at("/meta/tag/0/code").asText()).isEqualTo("SUBSETTED");
    }

    @Test
    void namedPatientsAndWhatIsTheirs() {
        String one = patient();
        String other = patient();
        String ofOne = observation(one, "a", ObservationStatus.FINAL);
        String ofOther = observation(other, "a", ObservationStatus.FINAL);
        String doctor = create(new Practitioner());
        Observation byDoctor = new Observation();
        byDoctor.setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference(one))
                .addPerformer(new Reference(doctor));
        byDoctor.getCode().setText("by");
        String signed = create(byDoctor);
        String stranger = create(new Practitioner());

        // Without _type, who measured comes along; of types that are asked for, no others.
        assertThat(exported("Patient/$export?patient=" + one)).containsExactlyInAnyOrder(one, ofOne, signed, doctor);
        assertThat(exported("Patient/$export?_type=Patient,Observation&patient=" + one))
                .containsExactlyInAnyOrder(one, ofOne, signed);
        assertThat(exported(one + "/$export?_type=Observation")).containsExactlyInAnyOrder(ofOne, signed);
        assertThat(exported("Patient/$export?_type=Observation,Practitioner&patient=" + one))
                .containsExactlyInAnyOrder(ofOne, signed, doctor)
                .doesNotContain(stranger);
        assertThat(exported("Patient/$export?_type=Practitioner&patient=" + one))
                .containsExactly(doctor);
        Patient registered = new Patient();
        registered.addGeneralPractitioner(new Reference(stranger));
        String third = create(registered);
        assertThat(exported("Patient/$export?_type=Practitioner&patient=" + third))
                .containsExactly(stranger);
        assertThat(exported("Patient/$export?_type=Practitioner")).contains(doctor, stranger);
        assertThat(exported("Patient/$export?_type=Observation,Patient")).contains(one, other, ofOne, ofOther);
        Answer posted = server.post(
                "Patient/$export",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"patient\",\"valueReference\":{\"reference\":\""
                        + other + "\"}},{\"name\":\"_type\",\"valueString\":\"Observation\"}]}",
                "Prefer",
                "respond-async");
        assertThat(Exported.after(server, posted).lines()).containsOnlyKeys(ofOther);
        assertThat(exported("Patient/$export?_type=Observation&patient="
                        + encoded(server.fhirUrl() + "/" + one + "," + server.fhirUrl() + "/" + other)))
                .containsExactlyInAnyOrder(ofOne, signed, ofOther);
        assertThat(server.get(
                                "Patient/$export?patient=http://elsewhere.example.org/fhir/" + one,
                                "Prefer",
                                "respond-async")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theAuditIsRefusedWithTheCommandThatWritesIt() {
        for (String order : List.of(
                "$export?_type=AuditEvent",
                "$export?_type=Patient,AuditEvent",
                "$export?_typeFilter=AuditEvent%3Ftype%3Drest")) {
            Answer answer = server.get(order, "Prefer", "respond-async");
            assertThat(answer.status()).as(order).isEqualTo(400);
            assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains("aliquot audit export");
        }
        String patient = patient();
        Answer lenient = server.get("$export?_type=Patient,AuditEvent", "Prefer", "respond-async, handling=lenient");
        assertThat(lenient.body()).contains("aliquot audit export");
        assertThat(Exported.after(server, lenient).lines()).containsKey(patient);
    }

    @Test
    void patientsWhoAreNotThereOrNoMembersAreToldAsErrors() {
        String one = patient();
        String gone = patient();
        String stranger = patient();
        server.delete(gone);
        Exported exported = Exported.of(
                server, "Patient/$export?_type=Patient&patient=" + one + "," + gone + ",Patient/none-" + room);
        assertThat(exported.lines()).containsOnlyKeys(one);
        assertThat(errors(exported))
                .hasSize(2)
                .allMatch(error -> error.endsWith(" is not there, or is not for this token to read"))
                .anyMatch(error -> error.startsWith(gone + " "))
                .anyMatch(error -> error.startsWith("Patient/none-" + room + " "));

        Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
        group.addMember().setEntity(new Reference(one));
        exported = Exported.of(
                server, create(group) + "/$export?_type=Patient&patient=" + one + "," + stranger + "," + gone);
        assertThat(exported.lines()).containsOnlyKeys(one);
        assertThat(errors(exported))
                .hasSize(2)
                .allMatch(error -> error.contains(" is no member of the Group, is not there, or "))
                .anyMatch(error -> error.startsWith(stranger + " "));

        exported = Exported.of(server, "Patient/$export?patient=" + one);
        assertThat(exported.manifest().path("error")).isEmpty();
    }

    private List<String> errors(Exported exported) {
        JsonNode file = exported.manifest().at("/error/0");
        assertThat(file.path("type").asText()).isEqualTo("OperationOutcome");
        List<JsonNode> outcomes = server.get(file.path("url").asText())
                .body()
                .lines()
                .map(Exported::tree)
                .toList();
        assertThat(outcomes)
                .hasSize(file.path("count").asInt())
                .allSatisfy(outcome ->
                        assertThat(outcome.at("/issue/0/code").asText()).isEqualTo("not-found"));
        return outcomes.stream()
                .map(outcome -> outcome.at("/issue/0/diagnostics").asText())
                .toList();
    }

    @Test
    void groupsOfGroupsAreTheirMembersWithoutThoseWhoLeft() {
        String one = patient();
        String other = patient();
        String left = patient();
        Group inner = new Group();
        inner.setType(Group.GroupType.PERSON).setActual(true).addMember().setEntity(new Reference(other));
        String innerId = create(inner);
        Group outer = new Group();
        outer.setType(Group.GroupType.PERSON).setActual(true).addMember().setEntity(new Reference(one));
        outer.addMember().setEntity(new Reference(innerId));
        outer.addMember().setEntity(new Reference(left)).setInactive(true);
        String outerId = create(outer);
        assertThat(exported(outerId + "/$export?_type=Patient")).containsExactlyInAnyOrder(one, other);
        assertThat(exported(outerId + "/$export?_type=Patient&patient=" + one)).containsExactly(one);
    }

    @Test
    void membersAreThoseWhoseTimeInTheGroupIsNotOver() {
        String always = patient();
        String still = patient();
        String today = patient();
        String left = patient();
        String comes = patient();
        String ofLeft = observation(left, "a", ObservationStatus.FINAL);
        String year = "%tY".formatted(new java.util.Date());
        Group group = new Group().setType(Group.GroupType.PERSON).setActual(true);
        group.addMember().setEntity(new Reference(always)).getPeriod().setStartElement(new DateTimeType("2020-01-01"));
        group.addMember().setEntity(new Reference(still)).getPeriod().setEndElement(new DateTimeType("2999-01-01"));
        group.addMember().setEntity(new Reference(today)).getPeriod().setEndElement(new DateTimeType(year));
        group.addMember()
                .setEntity(new Reference(left))
                .getPeriod()
                .setStartElement(new DateTimeType("2020-01-01"))
                .setEndElement(new DateTimeType("2021-01-01"));
        group.addMember().setEntity(new Reference(comes)).getPeriod().setStartElement(new DateTimeType("2999-01-01"));
        Group inner = new Group().setType(Group.GroupType.PERSON).setActual(true);
        inner.addMember().setEntity(new Reference(left));
        group.addMember()
                .setEntity(new Reference(create(inner)))
                .getPeriod()
                .setEndElement(new DateTimeType("2021-01-01T10:00:00Z"));
        assertThat(exported(create(group) + "/$export?_type=Patient,Observation"))
                .containsExactlyInAnyOrder(always, still, today)
                .doesNotContain(ofLeft);
    }

    @Test
    void provenancesOfWhatIsExported() {
        String one = patient();
        String other = patient();
        String ofOne = provenance(one);
        String ofOther = provenance(other);
        assertThat(exported(one + "/$export?_type=Patient&includeAssociatedData=LatestProvenanceResources"))
                .containsExactlyInAnyOrder(one, ofOne)
                .doesNotContain(ofOther);
    }

    @Test
    void theLatestProvenanceIsTheOneThatWasRecordedLastOfEach() {
        String one = patient();
        String other = patient();
        String last = provenance("2026-03-01T10:00:00+01:00", one);
        String first = provenance("2026-03-01T09:30:00+01:00", one);
        String ofBoth = provenance("2026-02-28T23:59:59Z", one, other);
        String asked = "Patient/$export?patient=" + one + "," + other;

        assertThat(exported(asked + "&_type=Patient&includeAssociatedData=LatestProvenanceResources"))
                .containsExactlyInAnyOrder(one, other, last, ofBoth);
        assertThat(exported(one + "/$export?includeAssociatedData=LatestProvenanceResources"))
                .containsExactlyInAnyOrder(one, last);
        assertThat(exported(asked + "&_type=Patient&includeAssociatedData=RelevantProvenanceResources"))
                .containsExactlyInAnyOrder(one, other, last, first, ofBoth);
        assertThat(exported("$export?includeAssociatedData=LatestProvenanceResources"))
                .contains(one, other, last, ofBoth)
                .doesNotContain(first);
        assertThat(exported(asked + "&includeAssociatedData=LatestProvenanceResources&_typeFilter="
                        + encoded("Provenance?recorded=lt2026-03-01T08:45:00Z")))
                .containsExactlyInAnyOrder(one, other, first, ofBoth);
    }

    private String provenance(String target) {
        return provenance("2026-01-01T00:00:00Z", target);
    }

    private String provenance(String recorded, String... targets) {
        Provenance provenance = new Provenance();
        for (String target : targets) {
            provenance.addTarget(new Reference(target));
        }
        provenance.getRecordedElement().setValueAsString(recorded);
        provenance.addAgent().getWho().setDisplay("somebody");
        return create(provenance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$export?_type=Nonsense",
                "$export?_type=Patient,Nonsense",
                "$export?_unknown=1",
                "$export?_since=yesterday",
                "$export?_since=2099-01-01T00:00:00Z",
                "$export?_since=2024-01-01T00:00:00Z&_since=2025-01-01T00:00:00Z",
                "$export?_typeFilter=Observation",
                "$export?_typeFilter=Nonsense%3Fa%3Db",
                "$export?_typeFilter=Observation%3Fnonsense%3Db",
                "$export?_type=Patient&_typeFilter=Observation%3Fstatus%3Dfinal",
                "$export?_typeFilter=Observation%3Fstatus%3D",
                "$export?_typeFilter=Observation%3F_text%3Dx",
                "$export?_typeFilter=Observation%3F_typo%3Dx",
                "$export?_since=0000-01-01T00:00:00Z",
                "$export?_until=%2B12345-01-01T00:00:00Z",
                "$export?_elements=Patient.name.family",
                "$export?_elements=Observation.bogus",
                "$export?_type=Patient&_elements=name,valueQuantity",
                "$export?_type=Observation&_elements=value.valueQuantity",
                "$export?_elements=Patients.name",
                "$export?_outputFormat=text/csv",
                "$export?_outputFormat=application/fhir%2Bndjson;charset=latin1",
                "$export?_outputFormat=parquet;layout=round",
                "$export?patient=Patient/1",
                "Patient/$export?patient=Practitioner/1",
                "$export?includeAssociatedData=Everything",
                "$export?_type=",
                "$export?_type=,",
                "$export?_since=",
                "$export?_typeFilter=",
                "$export?_typeFilter=,",
                "$export?_type=Patient&_elements=",
                "Patient/$export?patient=",
                "Patient/$export?patient=,"
            })
    void whatIsNotUnderstoodIsRefused(String order) {
        Answer answer = server.get(order, "Prefer", "respond-async");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains("parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$export", "Patient/$export", "$export-poll-status", "$import", "ViewDefinition/$run"})
    void aParameterWithoutANameIsRefused(String operation) {
        for (String parameter : List.of("{\"valueString\":\"x\"}", "{\"name\":\"\",\"valueString\":\"x\"}", "{}")) {
            Answer answer = server.post(
                    operation,
                    "{\"resourceType\":\"Parameters\",\"parameter\":[" + parameter + "]}",
                    "Prefer",
                    "respond-async");
            assertThat(answer.status()).as(operation + answer.body()).isEqualTo(400);
            assertThat(answer.tree().path("resourceType").asText()).isEqualTo("OperationOutcome");
        }
    }

    @Test
    void lenientOrdersLeaveOutWhatIsNotUnderstoodAndSaySo() {
        String patient = patient();
        Answer accepted = server.get(
                "$export?_type=Patient,Nonsense&_unknown=1&includeAssociatedData=Everything",
                "Prefer",
                "respond-async, handling=lenient");
        assertThat(accepted.body()).contains("Nonsense", "_unknown", "includeAssociatedData");
        assertThat(Exported.after(server, accepted).lines()).containsKey(patient);
        assertThat(server.get("$export?_since=yesterday", "Prefer", "respond-async; handling=lenient")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$export?_type=Patient&_typeFilter=Patients%3Fgender%3Dmale",
                "$export?_type=Patient&_typeFilter=gender%3Dmale",
                "$export?_type=Patient&_elements=Patients.name",
                "$export?_type=Patient&_elements=nmae"
            })
    void lenientOrdersAreRefusedWhereTheyWouldHoldMoreThanWasMeant(String order) {
        Answer answer = server.get(order, "Prefer", "respond-async, handling=lenient");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    }

    @Test
    void lenientOrdersLeaveOutElementsAsLongAsSomeAreLeft() {
        String patient = patient();
        Answer accepted = server.get(
                "$export?_type=Patient&_elements=Patient.id,nmae&_typeFilter=Observation%3Fstatus%3Dfinal",
                "Prefer", "respond-async, handling=lenient");
        assertThat(accepted.body()).contains("nmae", "_typeFilter");
        assertThat(Exported.after(server, accepted).lines().get(patient).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("resourceType", "id", "meta");
    }

    @Test
    void theTypeOfAValueMayBeInTheNameOfItsElement() {
        String measured = observation(patient(), "a", ObservationStatus.FINAL);
        for (String name : List.of("Observation.valueQuantity", "valueQuantity", "value%5Bx%5D", "Observation.value")) {
            assertThat(Exported.of(server, "$export?_type=Observation&_elements=" + name)
                            .lines()
                            .get(measured)
                            .at("/valueQuantity/value")
                            .asText())
                    .as(name)
                    .isEqualTo("5.40");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NDJSON",
                "Application/FHIR%2BNDJSON",
                "application/fhir%2Bndjson;charset=utf-8",
                "application/fhir%2Bndjson; charset=\"UTF-8\"; fhirVersion=4.0",
                "application/fhir+ndjson;charset=UTF-8",
                "APPLICATION/vnd.apache.parquet;Layout=%22flat%22"
            })
    void formatsAreNamedInAnyCaseAndWithWhatGoesWithoutSaying(String format) {
        Answer answer = server.get(
                "$export?_type=Basic&_outputFormat="
                        + format.replace(" ", "%20").replace("\"", "%22"),
                "Prefer",
                "respond-async");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        Exported.await(server, answer.header("Content-Location"));
        server.delete(answer.header("Content-Location"));
    }

    @Test
    void ordersWithoutPreferAndOfWhatIsNotThereAreRefused() {
        assertThat(server.get("$export").status()).isEqualTo(400);
        assertThat(server.get("Group/none-" + room + "/$export", "Prefer", "respond-async")
                        .status())
                .isEqualTo(404);
        assertThat(server.get("$export-poll-status?_jobId=" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(server.get("$export-poll-status").status()).isEqualTo(400);
    }

    @Test
    void whatIsTrueNowIsTrueOfTheTransactionTime() {
        Instant before = Instant.now().minusMillis(1);
        Exported exported = Exported.of(server, "$export?_type=Patient");
        assertThat(exported.transactionTime()).isBetween(before.minusSeconds(1), Instant.now());
    }
}
