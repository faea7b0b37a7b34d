package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** Exports that select, by patients, by criteria, by filters, while what they select is changed: all of them are of their instant. */
@WithServer
class ExportBesideWritesTest {
    private static final AdministrativeGender FEMALE = AdministrativeGender.FEMALE;
    private static final AdministrativeGender MALE = AdministrativeGender.MALE;

    private final TestServer server;
    private final String room = UUID.randomUUID().toString();

    ExportBesideWritesTest(TestServer server) {
        this.server = server;
    }

    @Test
    void whatIsSelectedIsWhatWasAtTheInstant() throws Exception {
        String doctor = put(new Practitioner(), "doctor");
        String locum = put(new Practitioner(), "locum");
        String leaves = put(patient(FEMALE), "leaves");
        String comes = put(patient(MALE), "comes");
        String goes = put(patient(FEMALE), "goes");
        String kept = put(result(leaves, ObservationStatus.FINAL, doctor), "kept");
        String corrected = put(result(leaves, ObservationStatus.FINAL, doctor), "corrected");
        String signed = put(result(leaves, ObservationStatus.PRELIMINARY, doctor), "signed");
        String moved = put(result(leaves, ObservationStatus.FINAL, doctor), "moved");
        String ofOther = put(result(comes, ObservationStatus.FINAL, locum), "of-other");
        String women = put(women(), "women");
        String examined = put(examined(), "examined");
        // The instant goes back before the writer's beginning, by what clocks may differ and a tenth of a second.
        Thread.sleep(500);

        try (Connection writer = server.bean(DataSource.class).getConnection();
                Statement statement = writer.createStatement()) {
            // As long as this is open no instant is later, and all that follows is younger.
            writer.setAutoCommit(false);
            statement.execute("set local idle_in_transaction_session_timeout = 0");
            statement.execute("create temp table written(n int) on commit drop");
            put(patient(MALE), "leaves");
            put(patient(FEMALE), "comes");
            put(result(leaves, ObservationStatus.CORRECTED, locum), "corrected");
            put(result(leaves, ObservationStatus.FINAL, locum), "signed");
            put(result(comes, ObservationStatus.FINAL, locum), "moved");
            server.delete(goes);
            put(patient(FEMALE), "born-later");

            Answer patients = order("Patient/$export?_type=Patient");
            Answer results = order("$export?_type=Patient,Observation" + filter("&status=final"));
            Answer chained = order("$export?_type=Observation" + filter("&status=final&subject.identifier=" + room));
            Answer ofWomen = order(women + "/$export");
            Answer ofExamined = order(examined + "/$export?_type=Patient");

            assertThat(ours(patients)).containsExactlyInAnyOrder(leaves, comes, goes);
            assertThat(ours(results)).containsExactlyInAnyOrder(leaves, comes, goes, kept, corrected, moved, ofOther);
            assertThat(ours(chained)).containsExactlyInAnyOrder(kept, corrected, moved, ofOther);
            assertThat(ours(ofWomen)).containsExactlyInAnyOrder(leaves, goes, kept, corrected, signed, moved, doctor);
            assertThat(ours(ofExamined)).containsExactlyInAnyOrder(leaves, comes);
            writer.rollback();
        }
    }

    @Test
    void aGroupByCriteriaTellsWhichOfItsPatientsWereDeleted() throws Exception {
        String women = put(women(), "women");
        String woman = put(patient(FEMALE), "woman");
        String man = put(patient(MALE), "man");
        String result = put(result(woman, ObservationStatus.FINAL, put(new Practitioner(), "doctor")), "result");
        Exported before = Exported.of(server, women + "/$export");
        assertThat(before.lines()).containsKeys(woman, result).doesNotContainKey(man);
        Thread.sleep(5);

        server.delete(result);
        server.delete(woman);
        server.delete(man);
        assertThat(Exported.of(server, women + "/$export?_since=" + before.transactionTime())
                        .deleted())
                .contains(woman, result)
                .doesNotContain(man);
    }

    private Answer order(String path) {
        return server.get(path, "Prefer", "respond-async");
    }

    /** Each of the version that it had at the instant. */
    private List<String> ours(Answer order) {
        Exported exported = Exported.after(server, order);
        assertThat(exported.manifest().path("error")).isEmpty();
        return exported.lines().entrySet().stream()
                .filter(line -> line.getKey().endsWith(room) && !line.getKey().startsWith("Group/"))
                .peek(line -> assertThat(line.getValue().at("/meta/versionId").asText())
                        .as(line.getKey())
                        .isEqualTo("1"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String filter(String question) {
        return "&_typeFilter="
                + URLEncoder.encode("Observation?identifier=urn:room|" + room + question, StandardCharsets.UTF_8);
    }

    private String put(Resource resource, String name) {
        String reference = resource.fhirType() + "/" + name + "-" + room;
        resource.setId(reference);
        assertThat(server.put(reference, server.fhir().newJsonParser().encodeResourceToString(resource))
                        .status())
                .isBetween(200, 201);
        return reference;
    }

    private Patient patient(AdministrativeGender gender) {
        Patient patient = new Patient().setGender(gender);
        patient.addIdentifier().setSystem("urn:room").setValue(room);
        return patient;
    }

    private Observation result(String patient, ObservationStatus status, String performer) {
        Observation result = new Observation();
        result.setStatus(status).setSubject(new Reference(patient)).addPerformer(new Reference(performer));
        result.getCode().addCoding().setSystem("urn:code").setCode("a");
        result.addIdentifier().setSystem("urn:room").setValue(room);
        result.setValue(new Quantity().setValue(new BigDecimal("5.40")).setUnit("mmol/L"));
        return result;
    }

    private Group women() {
        Group group = new Group().setType(Group.GroupType.PERSON).setActual(false);
        group.addCharacteristic()
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "46098-0", null)))
                .setValue(new CodeableConcept(
                        new Coding("http://hl7.org/fhir/administrative-gender", FEMALE.toCode(), null)))
                .setExclude(false);
        return group;
    }

    private Group examined() {
        Group group = new Group().setType(Group.GroupType.PERSON).setActual(false);
        group.addModifierExtension()
                .setUrl("http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter")
                .setValue(new Expression()
                        .setLanguage("application/x-fhir-query")
                        .setExpression("Observation?identifier=urn:room|" + room + "&status=final"));
        return group;
    }
}
