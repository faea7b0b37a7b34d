package org.aliquot.server.audit.http;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceShowDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.auth.access.PatientCompartment;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;

/**
 * Notes what HAPI did for a request: what was asked, of which patients the answer tells, what was written.
 *
 * <p>HAPI has an interceptor of its own for BALP. It hears of reads, searches and writes alone, not of histories, operations,
 * exports, or requests that fail, and builds its events of HAPI's model. A test holds ours against it.
 */
@Interceptor
public final class AuditInterceptor {
    /** After the last look of access control, which takes out what may not be seen. */
    private static final int AFTER_ACCESS = 1_000;

    private static final int BEFORE_ACCESS = -1_000;

    private final PatientCompartment compartment;

    public AuditInterceptor(FhirContext fhir) {
        this.compartment = new PatientCompartment(fhir);
    }

    /** Before HAPI looks whether it can be answered. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void came(RequestDetails request) {
        if (Question.isForm(request)) {
            trail(request).ifPresent(trail -> trail.askedInBody(Question.parameters(request)));
        }
    }

    /** What is refused before its body is read was asked, too. */
    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED, order = BEFORE_ACCESS)
    public void sent(RequestDetails request) {
        RestOperationTypeEnum kind = request.getRestOperationType();
        if (kind == RestOperationTypeEnum.CREATE
                || kind == RestOperationTypeEnum.UPDATE
                || kind == RestOperationTypeEnum.PATCH) {
            trail(request).ifPresent(trail -> trail.asked(deed(kind, request)));
        }
    }

    /** Before anyone looks whether it may be answered: what is refused was asked, too. */
    @Hook(value = Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED, order = BEFORE_ACCESS)
    public void read(RequestDetails request) {
        if (!request.isSubRequest()) {
            trail(request).ifPresent(trail -> Question.body(request).ifPresent(trail::askedInBody));
        }
    }

    /** A Bundle's entries that read come by as requests of their own, but not all that are refused. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void asked(RestOperationTypeEnum kind, RequestDetails request) {
        if (kind == RestOperationTypeEnum.METADATA || request.isSubRequest()) {
            return;
        }
        trail(request).ifPresent(trail -> {
            if (Question.isForm(request)) {
                trail.askedInUrl();
            }
            trail.asked(deed(kind, request));
            if (kind == RestOperationTypeEnum.TRANSACTION && request.getResource() instanceof Bundle bundle) {
                trail.steps(bundle.getEntry().stream()
                        .map(entry -> Step.of(entry, request.getFhirServerBase()))
                        .toList());
            }
        });
    }

    private static Deed deed(RestOperationTypeEnum interaction, RequestDetails request) {
        Deed deed = Deed.of(kind(interaction, request)).interaction(code(interaction));
        return switch (deed.kind()) {
            case READ, CREATE, UPDATE, DELETE ->
                request.getId() == null || !request.getId().hasIdPart()
                        ? deed.asking(Question.url(request))
                        : deed.about(reference(request));
            default -> deed.asking(Question.url(request));
        };
    }

    /** FHIR's code; HAPI has more kinds than FHIR. */
    private static String code(RestOperationTypeEnum interaction) {
        return switch (interaction) {
            case GET_PAGE -> "search-type";
            case READ,
                    VREAD,
                    CREATE,
                    UPDATE,
                    PATCH,
                    DELETE,
                    HISTORY_INSTANCE,
                    HISTORY_TYPE,
                    HISTORY_SYSTEM,
                    SEARCH_TYPE,
                    SEARCH_SYSTEM,
                    TRANSACTION -> interaction.getCode();
            default -> "operation";
        };
    }

    private static Kind kind(RestOperationTypeEnum interaction, RequestDetails request) {
        return switch (interaction) {
            case READ, VREAD -> Kind.READ;
            case CREATE -> Kind.CREATE;
            case UPDATE, PATCH -> Kind.UPDATE;
            case DELETE -> Kind.DELETE;
            case TRANSACTION -> Kind.BUNDLE;
            default -> {
                String operation = String.valueOf(request.getOperation());
                if (operation.startsWith("$export")) {
                    yield Kind.EXPORT;
                }
                yield operation.startsWith("$import") ? Kind.IMPORT : Kind.QUERY;
            }
        };
    }

    private static String reference(RequestDetails request) {
        String version = request.getId().hasVersionIdPart()
                ? "/_history/" + request.getId().getVersionIdPart()
                : "";
        return request.getResourceName() + "/" + request.getId().getIdPart() + version;
    }

    @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = AFTER_ACCESS)
    public void answered(RequestDetails request, IBaseResource answer) {
        if (answer == null) {
            return;
        }
        trail(request).ifPresent(trail -> {
            if (answer.getIdElement().hasIdPart()) {
                trail.read(answer.getIdElement().toUnqualified().getValue());
            }
            List<Step> steps = trail.steps();
            if (answer instanceof Bundle bundle
                    && !steps.isEmpty()
                    && steps.size() == bundle.getEntry().size()) {
                trail.steps(IntStream.range(0, steps.size())
                        .mapToObj(i -> answered(steps.get(i), bundle.getEntry().get(i)))
                        .toList());
            } else {
                // Where it wrote something, that is told instead: whoever wrote it is told what it wrote.
                trail.showed(patientsIn(answer));
            }
        });
    }

    private Step answered(Step step, Bundle.BundleEntryComponent answer) {
        return step.answered(answer, answer.hasResource() ? patientsIn(answer.getResource()) : Set.of());
    }

    /** GraphQL's answer is no resource: of whom it tells is seen where its steps read. */
    @Hook(value = Pointcut.STORAGE_PRESHOW_RESOURCES, order = AFTER_ACCESS)
    public void shown(IPreResourceShowDetails found, RequestDetails request) {
        if (request == null || request.getRestOperationType() != RestOperationTypeEnum.GRAPHQL_REQUEST) {
            return;
        }
        trail(request).ifPresent(trail -> {
            for (int i = 0; i < found.size(); i++) {
                if (found.getResource(i) != null) {
                    trail.showed(patientsIn(found.getResource(i)));
                }
            }
        });
    }

    private Set<String> patientsIn(IBaseResource resource) {
        if (!(resource instanceof Bundle bundle)) {
            return compartment.ownersOf(resource);
        }
        Set<String> patients = new TreeSet<>();
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.hasResource()) {
                patients.addAll(patientsIn(entry.getResource()));
            }
        }
        return patients;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void mayCreate(IBaseResource resource) {
        requireOthers(resource);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void mayUpdate(IBaseResource before, IBaseResource resource) {
        requireOthers(resource);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void mayDelete(IBaseResource resource) {
        requireOthers(resource);
    }

    // Within a Bundle, where no provider of ours is asked.
    private static void requireOthers(IBaseResource resource) {
        if (resource instanceof AuditEvent) {
            throw new MethodNotAllowedException("AuditEvents are written by this server alone");
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource, RequestDetails request) {
        wrote(Kind.CREATE, resource, request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource resource, RequestDetails request) {
        wrote(Kind.UPDATE, resource, request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource, RequestDetails request) {
        wrote(Kind.DELETE, resource, request);
    }

    private void wrote(Kind kind, IBaseResource resource, RequestDetails request) {
        trail(request).ifPresent(trail -> {
            Deed deed =
                    Deed.of(kind).about(resource.getIdElement().toUnqualified().getValue());
            Set<String> owners = compartment.ownersOf(resource);
            if (owners.isEmpty()) {
                trail.wrote(deed);
            }
            owners.forEach(patient -> trail.wrote(deed.ofPatient("Patient/" + patient)));
        });
    }

    /** None where HAPI works by itself. */
    private static Optional<Trail> trail(RequestDetails request) {
        return request instanceof ServletRequestDetails outside && outside.getServletRequest() != null
                ? Trail.of(outside.getServletRequest())
                : Optional.empty();
    }
}
