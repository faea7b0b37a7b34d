package org.aliquot.server.auth.access;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.auth.CompartmentSearchParameterModifications;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    static List<String> typesWithMembers() {
        PatientCompartment compartment = new PatientCompartment(FhirContext.forR4Cached());
        return FhirContext.forR4Cached().getResourceTypes().stream()
                .filter(compartment::hasMembersOf)
                .filter(type -> !type.equals("Patient"))
                .sorted()
                .toList();
    }

    /** HAPI's own reading of the compartment is the oracle: a reference to another patient in each element that any search parameter names. */
    @ParameterizedTest
    @MethodSource("typesWithMembers")
    void ownersAreThoseThatHapiFinds(String type) {
        FhirContext fhir = FhirContext.forR4Cached();
        IBaseResource resource = fhir.getResourceDefinition(type).newInstance();
        int patients = 0;
        Set<String> paths = new TreeSet<>();
        fhir.getResourceDefinition(type).getSearchParams().stream()
                .filter(parameter -> parameter.getParamType() == RestSearchParameterTypeEnum.REFERENCE)
                .flatMap(parameter -> Stream.of(parameter.getPath().split("\\|")))
                // Of several types, or a choice: none of those make a member.
                .filter(path -> !path.contains(" as ") && !path.contains("Consent.source"))
                .map(path -> path.replaceAll("\\.where\\(.*|[()\\s]", ""))
                .filter(path -> path.matches(type + "(\\.[a-zA-Z]+)+"))
                .forEach(paths::add);
        for (String path : paths) {
            if (fhir.newTerser().addElement(resource, path) instanceof IBaseReference reference) {
                reference.setReference("Patient/p" + patients++);
            }
        }
        Set<String> hapis = fhir.newTerser()
                .getCompartmentReferencesForResource(
                        "Patient", resource, (CompartmentSearchParameterModifications) null)
                .map(IBaseReference::getReferenceElement)
                .map(IIdType::getIdPart)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(patients).isPositive();
        assertThat(compartment.ownersOf(resource)).isNotEmpty().isEqualTo(hapis);
        assertThat(compartment.isMember(resource, hapis.iterator().next())).isTrue();
        assertThat(compartment.isMember(resource, "nobody")).isFalse();
    }
}
