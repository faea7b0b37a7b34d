package org.aliquot.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

@WithServer
class LastNProviderTest {
    private static final int MANY = 1_100;

    private final TestServer server;

    LastNProviderTest(TestServer server) {
        this.server = server;
    }

    @Test
    void noResultIsMissedAmongManyOfOneMoment() {
        String patient =
                "Patient/" + server.create(new Patient()).getIdElement().getIdPart();
        Set<String> codes = new HashSet<>();
        List<Resource> batch = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            codes.add("T" + i);
            batch.add(result(patient, "T" + i));
        }
        server.bean(ResourceIngest.class).ingest(batch);

        Answer answer = server.get("Observation/$lastn?patient=" + patient);

        assertThat(answer.status()).isEqualTo(200);

        Set<String> answered = new HashSet<>();
        answer.tree()
                .path("entry")
                .forEach(entry ->
                        answered.add(entry.at("/resource/code/coding/0/code").asText()));
        codes.removeAll(answered);
        assertThat(codes).as("not answered").isEmpty();
    }

    private static final String PATIENT_FIRST = """
            {"resourceType": "Parameters", "parameter": [
              {"name": "max", "valueInteger": 1},
              {"name": "patient", "%s": %s}]}""";

    /** As POST the parameters stand in the body (FHIR R4, operations.html §3.2.0.2). */
    @Test
    void aBodyNarrowsAsAUrlDoes() {
        String one = "Patient/" + server.create(new Patient()).getIdElement().getIdPart();
        String other = "Patient/" + server.create(new Patient()).getIdElement().getIdPart();
        server.create(result(one, "BODY"));
        server.create(result(other, "BODY"));

        for (String body : List.of(
                PATIENT_FIRST.formatted("valueString", "\"" + one + "\""),
                PATIENT_FIRST.formatted("valueReference", "{\"reference\": \"" + one + "\"}"))) {
            assertThat(subjects(server.post("Observation/$lastn", body))).containsExactly(one);
        }
        assertThat(subjects(server.post(
                        "Observation/$lastn?patient=" + one,
                        PATIENT_FIRST
                                .replace("patient", "code")
                                .formatted("valueCoding", "{\"system\": \"urn:test:ties\", \"code\": \"BODY\"}"))))
                .containsExactly(one);
        assertThat(server.post("Observation/$lastn", PATIENT_FIRST.formatted("valuePeriod", "{\"start\": \"2026\"}"))
                        .status())
                .isEqualTo(400);
        assertThat(server.post("Observation/$lastn", PATIENT_FIRST.formatted("valueString", "\",\""))
                        .status())
                .isEqualTo(400);
        assertThat(server.post(
                                "Observation/$lastn",
                                PATIENT_FIRST.replace("patient", "pateint").formatted("valueString", "\"x\""))
                        .status())
                .isEqualTo(400);
    }

    /** An answer that leaves a parameter out tells of more than was asked for. */
    @Test
    void everyParameterIsAppliedOrRefused() {
        String patient =
                "Patient/" + server.create(new Patient()).getIdElement().getIdPart();
        Observation first = result(patient, "APPLIED");
        first.getMeta().addTag("urn:test", "first", null);
        String id = server.create(first).getIdElement().getIdPart();
        Observation later = result(patient, "APPLIED");
        later.setEffective(new DateTimeType("2026-04-01T08:00:00Z"));
        server.create(later);
        String asked = "Observation/$lastn?patient=" + patient;

        for (String one : new String[] {"_id=" + id, "_tag=urn:test%7Cfirst", "_format=json&_id=" + id}) {
            Answer answer = server.get(asked + "&" + one);
            assertThat(answer.tree().at("/entry/0/resource/id").asText())
                    .as(one)
                    .isEqualTo(id);
        }
        for (String none : new String[] {
            "_lastUpdated=gt2100-01-01",
            "_id=none",
            "_tag=none",
            "_security=none",
            "_profile=http://none",
            "_source=none",
            "_has:Provenance:target:agent=none"
        }) {
            Answer answer = server.get(asked + "&" + none);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.tree().path("entry")).as(none).isEmpty();
        }
        for (String refused : new String[] {
            "_filter=status%20eq%20final",
            "_text=x",
            "_content=x",
            "_foo=x",
            "_list=none",
            "_count=1",
            "_sort=date",
            "_offset=1",
            "_include=Observation:subject",
            "_lastupdated=2020",
            "_id=",
            "code=",
            "foo="
        }) {
            Answer answer = server.get(asked + "&" + refused);
            assertThat(answer.status()).as(refused + answer.body()).isEqualTo(400);
        }
    }

    private static List<String> subjects(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<String> subjects = new ArrayList<>();
        answer.tree()
                .path("entry")
                .forEach(entry ->
                        subjects.add(entry.at("/resource/subject/reference").asText()));
        return subjects;
    }

    private static Observation result(String patient, String code) {
        Observation observation = new Observation();
        observation.setId(UUID.randomUUID().toString());
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.getCode().addCoding().setSystem("urn:test:ties").setCode(code);
        observation.setSubject(new Reference(patient));
        observation.setEffective(new DateTimeType("2026-03-01T08:00:00Z"));
        return observation;
    }
}
