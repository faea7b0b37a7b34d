package org.aliquot.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reported number keeps its digits, whichever way the report goes. */
@WithServer
class ReportedDigitsTest {
    private final TestServer server;
    private final ResourceIngest ingest;

    ReportedDigitsTest(TestServer server) {
        this.server = server;
        this.ingest = server.bean(ResourceIngest.class);
    }

    @ParameterizedTest
    @CsvSource({"0.0000002, false", "0.0000002, true", "5.40, false", "5.40, true", "0.00000010, true"})
    void areReadAsTheyWereStored(String digits, boolean byTheDao) {
        List<Resource> report = new ArrayList<>(List.of(observation(digits)));
        if (byTheDao) {
            report.add(valueSet());
        }

        assertThat(ingest.ingest(report)).allMatch(Outcome.Stored.class::isInstance);

        assertThat(server.get("Observation/" + report.get(0).getIdElement().getIdPart())
                        .body()
                        .replaceAll("\\s", ""))
                .contains("\"value\":" + digits + ",");
    }

    private static Observation observation(String digits) {
        Observation observation = new Observation();
        observation.setId("digits-" + UUID.randomUUID());
        observation.setStatus(ObservationStatus.FINAL);
        observation.setCode(new CodeableConcept().setText("trace"));
        Quantity value = new Quantity().setUnit("g/L");
        value.setValueElement(new DecimalType(digits));
        return observation.setValue(value);
    }

    private static ValueSet valueSet() {
        ValueSet valueSet = new ValueSet();
        valueSet.setId("digits-" + UUID.randomUUID());
        valueSet.setUrl("http://aliquot.test/ValueSet/" + valueSet.getId());
        return valueSet.setStatus(PublicationStatus.DRAFT);
    }
}
