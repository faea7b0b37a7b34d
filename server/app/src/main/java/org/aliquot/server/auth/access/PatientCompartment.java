package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;

/**
 * The specification's Patient compartment (CompartmentDefinition {@code patient}), as HAPI's model of R4 has it.
 *
 * <p>In two ways it is read more narrowly. A Patient is in no compartment but its own: whoever is linked to a patient is
 * somebody else. And references count only where they are local.
 */
public final class PatientCompartment {
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

    /** Elements that say whom a resource is about. */
    private static final List<String> SUBJECTS = List.of("subject", "patient", "beneficiary", "individual");

    private final FhirContext fhir;
    private final Map<String, List<String>> ways = new ConcurrentHashMap<>();
    private final Map<String, References> references = new ConcurrentHashMap<>();

    public PatientCompartment(FhirContext fhir) {
        this.fhir = fhir;
    }

    boolean isDirectory(String type) {
        return DIRECTORY.contains(type);
    }

    boolean hasMembersOf(String type) {
        return type.equals(PATIENT) || !parametersOf(type).isEmpty();
    }

    /**
     * The search parameters of the type that make a member, the one that nearly always does first. Of two that ask about the same
     * elements, {@code subject} and {@code patient}, one: asked twice, every member would be looked for by its id.
     */
    List<String> parametersOf(String type) {
        return ways.computeIfAbsent(type, this::findParametersOf);
    }

    private List<String> findParametersOf(String type) {
        Set<String> elements = new HashSet<>();
        return fhir.getResourceDefinition(type).getSearchParamsForCompartmentName(PATIENT).stream()
                .sorted(Comparator.comparing(RuntimeSearchParam::getName, PatientCompartment::subjectsFirst))
                .filter(parameter -> elements.add(elementsOf(type, parameter.getPath())))
                .map(RuntimeSearchParam::getName)
                .toList();
    }

    /** The part of a path that is about the type, without what it says of the reference's target. */
    private static String elementsOf(String type, String path) {
        return Stream.of(path.split("\\|"))
                .map(part -> part.replaceAll("\\.where\\([^)]*\\(\\)[^)]*\\)|\\.where\\([^)]*\\)|[()\\s]", ""))
                .filter(part -> part.startsWith(type + "."))
                .sorted()
                .collect(Collectors.joining("|"));
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
        return references(resource).of(resource).stream().anyMatch(reference -> isThePatient(reference, patient));
    }

    /**
     * Whether whom it is about is this patient: for changes. Who measured something sees it, but it stands in somebody
     * else's chart. What names no subject, such as a Group or an Appointment, is about every patient in it.
     */
    boolean isAboutNobodyElse(IBaseResource resource, String patient) {
        if (fhir.getResourceType(resource).equals(PATIENT)) {
            return patient.equals(resource.getIdElement().getIdPart());
        }
        List<IIdType> subjects = SUBJECTS.stream()
                .filter(name -> fhir.getResourceDefinition(resource).getChildByName(name) != null)
                .flatMap(name -> fhir.newTerser().getValues(resource, name, IBaseReference.class).stream())
                .filter(reference -> !reference.isEmpty())
                .map(IBaseReference::getReferenceElement)
                .toList();
        Stream<IIdType> about = subjects.isEmpty()
                ? fhir.newTerser().getAllResourceReferences(resource).stream()
                        .map(ResourceReferenceInfo::getResourceReference)
                        .map(IBaseReference::getReferenceElement)
                        .filter(reference -> PATIENT.equals(reference.getResourceType()))
                : subjects.stream();
        return about.allMatch(reference -> isThePatient(reference, patient));
    }

    /** The patients in whose compartments the resource is: ids. */
    public Set<String> ownersOf(IBaseResource resource) {
        String type = fhir.getResourceType(resource);
        if (type.equals(PATIENT)) {
            String id = resource.getIdElement().getIdPart();
            return id == null ? Set.of() : Set.of(id);
        }
        if (!hasMembersOf(type)) {
            return Set.of();
        }
        Set<String> owners = new TreeSet<>();
        for (IIdType reference : references(resource).of(resource)) {
            if (!reference.hasBaseUrl() && PATIENT.equals(reference.getResourceType())) {
                owners.add(reference.getIdPart());
            }
        }
        return owners;
    }

    private References references(IBaseResource resource) {
        return references.computeIfAbsent(
                fhir.getResourceType(resource), type -> new References(fhir, type, pathsOf(type)));
    }

    /** Elements whose references make a member, {@code subject}, {@code participant.actor}; what a path says of the target is left out. */
    private Set<String> pathsOf(String type) {
        return fhir.getResourceDefinition(type).getSearchParamsForCompartmentName(PATIENT).stream()
                .flatMap(parameter ->
                        Stream.of(elementsOf(type, parameter.getPath()).split("\\|")))
                .filter(path -> !path.isEmpty())
                .map(path -> path.substring(type.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isThePatient(IIdType reference, String patient) {
        return !reference.hasBaseUrl()
                && PATIENT.equals(reference.getResourceType())
                && patient.equals(reference.getIdPart());
    }
}
