package org.aliquot.server.search;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.server.intake.LabRegister;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;
import org.hl7.fhir.r4.model.Task;

/** The register, read through HAPI's DAOs: searches load synchronously and are never served from the search cache. */
public final class HapiLabRegister implements LabRegister {
    // A number that stands for more than this many specimens is ambiguous after the second already.
    private static final int ENOUGH = 50;
    private static final Set<ServiceRequestStatus> WITHDRAWN =
            Set.of(ServiceRequestStatus.REVOKED, ServiceRequestStatus.ENTEREDINERROR);

    private final DaoRegistry daos;

    public HapiLabRegister(DaoRegistry daos) {
        this.daos = Objects.requireNonNull(daos, "daos");
    }

    @Override
    public List<RegisteredSpecimen> specimens(String accession) {
        Map<String, Specimen> found = new LinkedHashMap<>();
        collect(found, Specimen.class, Specimen.SP_ACCESSION, new TokenParam(null, accession));
        collect(found, Specimen.class, Specimen.SP_IDENTIFIER, new TokenParam(null, accession));
        return found.entrySet().stream()
                .filter(specimen -> specimen.getValue().getStatus() != SpecimenStatus.ENTEREDINERROR)
                // What an instrument alone has named is not registered: the intake's own stubs carry no patient.
                .filter(specimen -> patientOf(specimen.getValue().getSubject()).isPresent())
                .map(specimen -> new RegisteredSpecimen(
                        specimen.getKey(), patientOf(specimen.getValue().getSubject())))
                .toList();
    }

    @Override
    public List<RegisteredOrder> orders(String accession, List<RegisteredSpecimen> specimens) {
        Map<String, ServiceRequest> found = new LinkedHashMap<>();
        collect(found, ServiceRequest.class, ServiceRequest.SP_IDENTIFIER, new TokenParam(null, accession));
        collect(found, ServiceRequest.class, ServiceRequest.SP_REQUISITION, new TokenParam(null, accession));
        if (!specimens.isEmpty()) {
            ReferenceOrListParam any = new ReferenceOrListParam();
            specimens.forEach(specimen -> any.add(new ReferenceParam(specimen.reference())));
            SearchParameterMap query = synchronous().add(ServiceRequest.SP_SPECIMEN, any);
            collect(found, ServiceRequest.class, query);
        }
        return found.entrySet().stream()
                .filter(order -> !WITHDRAWN.contains(order.getValue().getStatus()))
                .map(order -> new RegisteredOrder(
                        order.getKey(),
                        patientOf(order.getValue().getSubject()),
                        referenceOf(order.getValue().getEncounter(), "Encounter")))
                .toList();
    }

    @Override
    public Set<String> identifiersOf(String patient) {
        return read("Patient", new IdType(patient).getIdPart())
                .map(Patient.class::cast)
                .map(Patient::getIdentifier)
                .stream()
                .flatMap(Collection::stream)
                .map(Identifier::getValue)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<Resource> read(String type, String id) {
        try {
            return Optional.of(
                    (Resource) daos.getResourceDao(type).read(new IdType(type, id), new SystemRequestDetails()));
        } catch (ResourceNotFoundException | ResourceGoneException none) {
            return Optional.empty();
        }
    }

    @Override
    public Map<String, Resource> readAll(String type, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        TokenOrListParam any = new TokenOrListParam();
        ids.forEach(id -> any.add(new TokenParam(id)));
        SearchParameterMap query = new SearchParameterMap().add("_id", any);
        query.setLoadSynchronousUpTo(ids.size());
        Map<String, Resource> found = new LinkedHashMap<>();
        for (Object each : daos.getResourceDao(type).searchForResources(query, new SystemRequestDetails())) {
            Resource resource = (Resource) each;
            found.put(resource.getIdElement().getIdPart(), resource);
        }
        return found;
    }

    @Override
    public List<Task> openMatchTasks(String diagnosticReport) {
        Map<String, Task> found = new LinkedHashMap<>();
        collect(found, Task.class, Task.SP_FOCUS, new ReferenceParam(diagnosticReport));
        return found.values().stream()
                .filter(task -> task.getStatus() == Task.TaskStatus.REQUESTED)
                .toList();
    }

    private <R extends Resource> void collect(
            Map<String, R> found, Class<R> type, String parameter, IQueryParameterType value) {
        collect(found, type, synchronous().add(parameter, value));
    }

    private <R extends Resource> void collect(Map<String, R> found, Class<R> type, SearchParameterMap query) {
        daos.getResourceDao(type)
                .searchForResources(query, new SystemRequestDetails())
                .forEach(resource -> found.put(
                        resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource));
    }

    private static SearchParameterMap synchronous() {
        SearchParameterMap query = new SearchParameterMap();
        query.setLoadSynchronousUpTo(ENOUGH);
        return query;
    }

    private static Optional<String> patientOf(Reference subject) {
        return referenceOf(subject, "Patient");
    }

    private static Optional<String> referenceOf(Reference reference, String type) {
        IdType id = new IdType(reference.getReference());
        return type.equals(id.getResourceType()) && id.hasIdPart()
                ? Optional.of(type + "/" + id.getIdPart())
                : Optional.empty();
    }
}
