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
