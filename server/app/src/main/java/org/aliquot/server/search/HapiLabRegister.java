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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.server.intake.LabRegister;
import org.aliquot.server.intake.TooManyMatchesException;
import org.hl7.fhir.r4.model.IdType;
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
    // Numbers typed by hand come again, and each unmatched day leaves a stub: far more than two must fit.
    private static final int ENOUGH = 500;
    private static final Set<ServiceRequestStatus> WITHDRAWN =
            Set.of(ServiceRequestStatus.REVOKED, ServiceRequestStatus.ENTEREDINERROR);

    private static final Set<Task.TaskStatus> DECIDED = Set.of(
            Task.TaskStatus.COMPLETED,
            Task.TaskStatus.CANCELLED,
            Task.TaskStatus.REJECTED,
            Task.TaskStatus.FAILED,
            Task.TaskStatus.ENTEREDINERROR);

    private final DaoRegistry daos;
    private final AccessionNumbers numbers;

    public HapiLabRegister(DaoRegistry daos, AccessionNumbers numbers) {
        this.daos = Objects.requireNonNull(daos, "daos");
        this.numbers = Objects.requireNonNull(numbers, "numbers");
    }

    @Override
    public List<RegisteredSpecimen> specimens(String accession) {
        Map<String, Specimen> found = new LinkedHashMap<>();
        collect(found, Specimen.class, Specimen.SP_ACCESSION, new TokenParam(null, accession));
        collect(found, Specimen.class, Specimen.SP_IDENTIFIER, new TokenParam(null, accession));
        return found.entrySet().stream()
                .filter(specimen -> specimen.getValue().getStatus() != SpecimenStatus.ENTEREDINERROR)
                .filter(specimen -> numbers.isAccession(specimen.getValue().getAccessionIdentifier(), accession)
                        || numbers.isAccession(specimen.getValue().getIdentifier(), accession))
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
        found.values()
                .removeIf(order -> !numbers.isAccession(order.getIdentifier(), accession)
                        && !numbers.isAccession(order.getRequisition(), accession));
        if (!specimens.isEmpty()) {
            ReferenceOrListParam any = new ReferenceOrListParam();
            specimens.forEach(specimen -> any.add(new ReferenceParam(specimen.reference())));
            collect(found, ServiceRequest.class, synchronous().add(ServiceRequest.SP_SPECIMEN, any));
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
    public Optional<Patient> patient(String reference) {
        return read("Patient", new IdType(reference).getIdPart()).map(Patient.class::cast);
    }

    @Override
    public Optional<Resource> read(String type, String id) {
        return answering(() -> {
            try {
                return Optional.of(
                        (Resource) daos.getResourceDao(type).read(new IdType(type, id), new SystemRequestDetails()));
            } catch (ResourceNotFoundException | ResourceGoneException none) {
                return Optional.<Resource>empty();
            }
        });
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
        search(type, query)
                .forEach(resource -> found.put(resource.getIdElement().getIdPart(), resource));
        return found;
    }

    @Override
    public List<Task> openMatchTasks(String diagnosticReport) {
        Map<String, Task> found = new LinkedHashMap<>();
        collect(found, Task.class, Task.SP_FOCUS, new ReferenceParam(diagnosticReport));
        return found.values().stream()
                .filter(task -> !DECIDED.contains(task.getStatus()))
                .toList();
    }

    private <R extends Resource> void collect(
            Map<String, R> found, Class<R> type, String parameter, IQueryParameterType value) {
        collect(found, type, synchronous().add(parameter, value));
    }

    private <R extends Resource> void collect(Map<String, R> found, Class<R> type, SearchParameterMap query) {
        List<Resource> page = search(type.getSimpleName(), query);
        if (page.size() >= ENOUGH) {
            // What did not fit might be another patient's.
            throw new TooManyMatchesException(type.getSimpleName(), ENOUGH);
        }
        page.forEach(resource ->
                found.put(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), type.cast(resource)));
    }

    private List<Resource> search(String type, SearchParameterMap query) {
        return answering(() -> {
            List<Resource> page = new ArrayList<>();
            for (Object each : daos.getResourceDao(type).searchForResources(query, new SystemRequestDetails())) {
                page.add((Resource) each);
            }
            return page;
        });
    }

    private static <T> T answering(Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isCauseOf(e)) {
                throw new StoreUnavailableException("the database did not answer as it should", e);
            }
            throw e;
        }
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
