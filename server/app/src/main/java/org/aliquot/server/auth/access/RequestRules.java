package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Interaction;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;

/**
 * Whether a bearer may make such a request at all: by its kind and by the type of resource, before anything is read.
 *
 * <p>What is not named here is for bearers who may do everything.
 */
final class RequestRules {
    private static final Set<String> TERMINOLOGY =
            Set.of("$expand", "$lookup", "$validate-code", "$translate", "$subsumes");

    /** Operations that answer with what their starting type has, looked at like any search's results. */
    private static final Map<String, String> LIKE_SEARCHES = Map.of("$everything", "Patient", "$lastn", "Observation");

    /** What an export or the feed may hold is decided when it is known what is asked for; an export's state, by whose it is. */
    private static final Set<String> BY_WHAT_IS_ASKED_FOR = Set.of("$export", "$export-poll-status", "$changes");

    private static final Set<String> LOADING = Set.of("$import", "$import-poll-status", "$import-errors");

    private static final String AUDIT = "AuditEvent";

    private final AccessRules rules;
    private final FhirContext fhir;

    RequestRules(AccessRules rules, FhirContext fhir) {
        this.rules = rules;
        this.fhir = fhir;
    }

    void check(Access access, RestOperationTypeEnum kind, RequestDetails request) {
        String type = request.getResourceName();
        // Who saw what is no part of everything: rules.limits.
        if (rules.mayEverything(access) && !AUDIT.equals(type)) {
            return;
        }
        switch (kind) {
            case METADATA, GET_PAGE -> {}
            case GRAPHQL_REQUEST -> {
                // Each of its steps: GraphQlReads.
            }
            case READ, VREAD, HISTORY_INSTANCE -> require(access, Interaction.READ, type);
            case SEARCH_TYPE -> require(access, Interaction.SEARCH, type);
            case HISTORY_TYPE -> {
                requireAll(access, Interaction.SEARCH, type);
                requireAll(access, Interaction.READ, type);
            }
            case CREATE -> {
                require(access, Interaction.CREATE, type);
                requireNoQuestion(access, type, request.getHeader("If-None-Exist") != null);
            }
            case UPDATE -> {
                require(access, Interaction.UPDATE, type);
                requireNoQuestion(access, type, request.getId() == null);
            }
            case PATCH -> {
                require(access, Interaction.UPDATE, type);
                // A patch that tests a value asks for it.
                require(access, Interaction.READ, type);
                requireNoQuestion(access, type, request.getId() == null);
            }
            case DELETE -> {
                require(access, Interaction.DELETE, type);
                requireNoQuestion(access, type, request.getId() == null);
                if (request.getParameters().keySet().stream().anyMatch(Set.of("_cascade", "_expunge")::contains)) {
                    requireEverything(access, "deleting with _cascade or _expunge");
                }
            }
            case TRANSACTION -> {
                if (request.getResource() instanceof Bundle bundle) {
                    bundle.getEntry().forEach(entry -> checkEntry(access, entry));
                }
            }
            case VALIDATE -> requireSome(access, type, request);
            case META -> require(access, Interaction.READ, type);
            case EXTENDED_OPERATION_SERVER, EXTENDED_OPERATION_TYPE, EXTENDED_OPERATION_INSTANCE ->
                checkOperation(access, request.getOperation(), type, request);
            default -> requireEverything(access, "this kind of request");
        }
    }

    private void checkOperation(Access access, String operation, String type, RequestDetails request) {
        if (LIKE_SEARCHES.containsKey(operation)) {
            String start = type == null ? LIKE_SEARCHES.get(operation) : type;
            require(access, Interaction.SEARCH, start);
            if (operation.equals("$everything") && request.getId() == null) {
                requireEverybodys(access, start);
            }
        } else if (operation.equals("$validate")) {
            requireSome(access, type, request);
        } else if (TERMINOLOGY.contains(operation) && type != null) {
            require(access, Interaction.READ, type);
        } else if (LOADING.contains(operation)) {
            requireAll(access, Interaction.CREATE, "*");
            requireAll(access, Interaction.UPDATE, "*");
        } else if (!BY_WHAT_IS_ASKED_FOR.contains(operation)) {
            requireEverything(access, operation);
        }
    }

    /** Reading entries come by once more, as requests of their own. */
    private void checkEntry(Access access, BundleEntryComponent entry) {
        BundleEntryRequestComponent request = entry.getRequest();
        if (request.getMethod() == null) {
            return;
        }
        requireNoQuestionInReferences(access, entry);
        String url = request.getUrl() == null ? "" : request.getUrl();
        String type = url.replaceFirst("^/", "").split("[/?]", 2)[0];
        switch (request.getMethod()) {
            case POST -> {
                if (type.contains("$") || url.contains("/$")) {
                    requireEverything(access, "an operation within a Bundle");
                }
                require(access, Interaction.CREATE, type);
                requireNoQuestion(access, type, request.hasIfNoneExist());
            }
            case PUT -> {
                require(access, Interaction.UPDATE, type);
                requireNoQuestion(access, type, url.contains("?"));
            }
            case PATCH -> {
                require(access, Interaction.UPDATE, type);
                require(access, Interaction.READ, type);
                requireNoQuestion(access, type, url.contains("?"));
            }
            case DELETE -> {
                require(access, Interaction.DELETE, type);
                requireNoQuestion(access, type, url.contains("?"));
            }
            default -> {}
        }
    }

    // "Create unless there is one" answers whether there is one.
    private void requireNoQuestion(Access access, String type, boolean isConditional) {
        if (isConditional && !rules.mayWithAll(access, Interaction.SEARCH, type)) {
            throw new ForbiddenOperationException("a conditional request asks what there is; this token's scopes do not"
                    + " allow searching all resources of type " + type);
        }
    }

    // "Patient?identifier=…" in place of an id. HAPI looks for those of a whole transaction at once, past the hooks.
    private void requireNoQuestionInReferences(Access access, BundleEntryComponent entry) {
        if (!entry.hasResource()) {
            return;
        }
        for (ResourceReferenceInfo found : fhir.newTerser().getAllResourceReferences(entry.getResource())) {
            String reference =
                    found.getResourceReference().getReferenceElement().getValue();
            String type =
                    reference == null ? "" : reference.replaceFirst("^/", "").split("\\?", 2)[0];
            if (reference != null && reference.contains("?") && rules.isType(type)) {
                requireNoQuestion(access, type, true);
            }
        }
    }

    private void require(Access access, Interaction interaction, String type) {
        boolean isAllowed = type == null
                ? rules.mayEverything(access)
                : !type.isEmpty() && rules.isType(type) && rules.may(access, interaction, type);
        if (!isAllowed) {
            throw refusal(interaction, type);
        }
    }

    // It would follow what belongs to the others to all that it refers to.
    private void requireEverybodys(Access access, String type) {
        boolean isOfOnePatient = rules.limits(access, Interaction.SEARCH, type).stream()
                .allMatch(limit -> limit.patient().isPresent());
        if (isOfOnePatient) {
            throw new ForbiddenOperationException(
                    "this token's scopes are about one patient; ask for " + type + "/[id]/$everything");
        }
    }

    private void requireAll(Access access, Interaction interaction, String type) {
        if (!rules.mayWithAll(access, interaction, type)) {
            throw new ForbiddenOperationException("this needs a scope that allows " + interaction + " of all resources"
                    + (type.equals("*") ? "" : " of type " + type));
        }
    }

    private void requireSome(Access access, String type, RequestDetails request) {
        if (request.getId() != null) {
            // What is stored is validated by whether it could be deleted, which tells who refers to it.
            requireEverything(access, "validating what is stored");
        }
        boolean any = Stream.of(Interaction.CREATE, Interaction.UPDATE, Interaction.READ)
                .anyMatch(interaction ->
                        type == null ? rules.mayEverything(access) : rules.may(access, interaction, type));
        if (!any) {
            throw refusal(Interaction.READ, type);
        }
    }

    private void requireEverything(Access access, String what) {
        if (!rules.mayEverything(access)) {
            throw new ForbiddenOperationException(
                    what + " is for tokens whose scopes allow everything (user/*.cruds or system/*.cruds)");
        }
    }

    private static ForbiddenOperationException refusal(Interaction interaction, String type) {
        return new ForbiddenOperationException("no scope of this token allows " + interaction
                + (type == null || !type.matches("[A-Za-z]{1,40}") ? "" : " of " + type));
    }
}
