package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.auth.CompartmentSearchParameterModifications;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;

/**
 * The specification's Patient compartment (CompartmentDefinition {@code patient}), as HAPI's model of R4 has it.
 *
 * <p>In two ways it is read more narrowly. A Patient is in no compartment but its own: whoever is linked to a patient is
 * somebody else. And references count only where they are local.
 */
final class PatientCompartment {
    private static final String PATIENT = "Patient";

    /** Who and where, nothing about patients: open to scopes of the kind {@code patient/}, which apps need to show names. */
    private static final Set<String> DIRECTORY = Set.of(
            "Practitioner",
            "PractitionerRole",
            "Organization",
            "Location",
            "HealthcareService",
            "Endpoint",
            "Medication",
            "Substance",
            "ValueSet",
            "CodeSystem",
            "ConceptMap",
            "Questionnaire");

    private final FhirContext fhir;

    PatientCompartment(FhirContext fhir) {
        this.fhir = fhir;
    }

    boolean isDirectory(String type) {
        return DIRECTORY.contains(type);
    }

    boolean hasMembersOf(String type) {
        return type.equals(PATIENT) || !parametersOf(type).isEmpty();
    }

    /** The search parameters of the type that make a member, the one that nearly always does first. */
    List<String> parametersOf(String type) {
        return fhir.getResourceDefinition(type).getSearchParamsForCompartmentName(PATIENT).stream()
                .map(RuntimeSearchParam::getName)
                .distinct()
                .sorted(PatientCompartment::subjectsFirst)
                .toList();
    }

    private static int subjectsFirst(String one, String other) {
        List<String> usual = List.of("patient", "subject");
        int first = Integer.compare(usual.indexOf(other), usual.indexOf(one));
        return first != 0 ? first : one.compareTo(other);
    }

    boolean isMember(IBaseResource resource, String patient) {
        if (fhir.getResourceType(resource).equals(PATIENT)) {
            return patient.equals(resource.getIdElement().getIdPart());
        }
        return fhir.newTerser()
                .getCompartmentReferencesForResource(PATIENT, resource, (CompartmentSearchParameterModifications) null)
                .map(IBaseReference::getReferenceElement)
                .anyMatch(reference -> isThePatient(reference, patient));
    }

    private static boolean isThePatient(IIdType reference, String patient) {
        return !reference.hasBaseUrl()
                && PATIENT.equals(reference.getResourceType())
                && patient.equals(reference.getIdPart());
    }
}
