package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientCompartmentTest {
    private final PatientCompartment compartment = new PatientCompartment(FhirContext.forR4Cached());

    /** CompartmentDefinition patient, R4; subject and patient are one question. */
    @ParameterizedTest
    @CsvSource({
        "Observation, subject performer",
        "DiagnosticReport, subject",
        "Specimen, subject",
        "ServiceRequest, subject performer",
        "Condition, subject asserter",
        "MedicationRequest, subject",
        "AllergyIntolerance, patient asserter recorder",
        "Practitioner, ''"
    })
    void eachElementIsAskedAboutOnce(String type, String parameters) {
        assertThat(String.join(" ", compartment.parametersOf(type))).isEqualTo(parameters);
    }

    @Test
    void everyTypeHasAsManyQuestionsAsElements() {
        for (String type : FhirContext.forR4Cached().getResourceTypes()) {
            assertThat(compartment.parametersOf(type)).as(type).doesNotHaveDuplicates();
            assertThat(compartment.hasMembersOf(type)
                            && !type.equals("Patient")
                            && compartment.parametersOf(type).isEmpty())
                    .isFalse();
        }
    }
}
