package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.PrePatchDetails;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.IPreResourceShowDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.util.UrlUtil;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aliquot.server.auth.scope.Interaction;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Subscription;

/**
 * Holds every request to its bearer's scopes, at HAPI's hooks.
 *
 * <p>Why not HAPI's own interceptors for this. AuthorizationInterceptor refuses a whole answer where one resource of it may
 * not be seen, where SMART wants the others; SearchNarrowingInterceptor narrows by one parameter of a compartment, knows no
 * categories, and works on the URL, past which GraphQL and our own operations go; ConsentInterceptor loads every search's
 * results twice. Their hooks are the right ones, and these are the same.
 */
@Interceptor
public final class AccessInterceptor {
    private static final String UNLIMITED = AccessInterceptor.class.getName() + ".unlimited";
    private static final String ONE_BY_ONE = AccessInterceptor.class.getName() + ".one-by-one";
    private static final String SEEN = AccessInterceptor.class.getName() + ".seen";

    private static final Set<RestOperationTypeEnum> ANSWERED_WITH_STORED = Set.of(
            RestOperationTypeEnum.READ,
            RestOperationTypeEnum.VREAD,
            RestOperationTypeEnum.SEARCH_TYPE,
            RestOperationTypeEnum.SEARCH_SYSTEM,
            RestOperationTypeEnum.GET_PAGE,
            RestOperationTypeEnum.HISTORY_INSTANCE,
            RestOperationTypeEnum.HISTORY_TYPE,
            RestOperationTypeEnum.HISTORY_SYSTEM,
            RestOperationTypeEnum.EXTENDED_OPERATION_SERVER,
            RestOperationTypeEnum.EXTENDED_OPERATION_TYPE,
            RestOperationTypeEnum.EXTENDED_OPERATION_INSTANCE);

    private static final Set<RestOperationTypeEnum> WRITING =
            EnumSet.of(RestOperationTypeEnum.CREATE, RestOperationTypeEnum.UPDATE, RestOperationTypeEnum.PATCH);

    /** Which need to know what it is now. */
    private static final Set<RestOperationTypeEnum> ABOUT_ONE =
            Set.of(RestOperationTypeEnum.DELETE, RestOperationTypeEnum.VREAD, RestOperationTypeEnum.HISTORY_INSTANCE);

    private static final Set<RestOperationTypeEnum> LOOKING_BACK =
            Set.of(RestOperationTypeEnum.VREAD, RestOperationTypeEnum.HISTORY_INSTANCE);

    private static final String EVERYTHING = "$everything";

    private static final Pattern INCLUDES = Pattern.compile("[?&]_(rev)?include");

    /** What the server says of itself and of the request. */
    private static final Set<String> NOT_STORED =
            Set.of("OperationOutcome", "CapabilityStatement", "Parameters", "Bundle");

    private final AccessRules rules;
    private final RequestRules requests;
    private final SearchRules searches;
    private final FhirContext fhir;
    private final DaoRegistry daos;

    public AccessInterceptor(FhirContext fhir, DaoRegistry daos, ISearchParamRegistry parameters, Sensitive sensitive) {
        PatientCompartment compartment = new PatientCompartment(fhir);
        this.fhir = fhir;
        this.daos = daos;
        this.rules = new AccessRules(fhir, compartment, sensitive);
        this.requests = new RequestRules(rules, fhir);
        this.searches = new SearchRules(rules, compartment, parameters, daos);
    }

    /** Before the body is read: nobody has the server take in what they may not send. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void mayBeSent(RequestDetails request) {
        if (WRITING.contains(request.getRestOperationType())) {
            requests.check(Access.of(request).orElseThrow(), request.getRestOperationType(), request);
        }
    }

    /** Entries of a batch that read come by as requests of their own. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void mayBeMade(RestOperationTypeEnum kind, RequestDetails request) {
        Access access = Access.of(request).orElseThrow();
        // Found out here, before threads of a search ask.
        limited(request);
        requests.check(access, kind, request);
        boolean isAboutOne = ABOUT_ONE.contains(kind) && request.getId() != null
                || kind == RestOperationTypeEnum.EXTENDED_OPERATION_INSTANCE
                        && EVERYTHING.equals(request.getOperation());
        if (isAboutOne) {
            limited(request).ifPresent(limited -> requireKnown(limited, kind, request));
        }
    }

    // Else HAPI's answers differ where it is not there, where it was deleted, and where it may not be seen. What
    // belongs to somebody who may not be seen would be followed to all that it refers to. And before something was
    // labelled, or moved to its patient, it told the same.
    private void requireKnown(Access access, RestOperationTypeEnum kind, RequestDetails request) {
        IBaseResource stored;
        try {
            stored = latest(request, LOOKING_BACK.contains(kind));
        } catch (ResourceNotFoundException | ResourceGoneException e) {
            throw notKnown(request);
        }
        boolean mayDelete = kind == RestOperationTypeEnum.DELETE && rules.may(access, Interaction.DELETE, stored);
        if (!mayDelete && !rules.maySee(access, stored)) {
            throw notKnown(request);
        }
    }

    private IBaseResource latest(RequestDetails request, boolean isDeletedToo) {
        IFhirResourceDao<?> dao = daos.getResourceDao(request.getResourceName());
        IIdType id = request.getId().toUnqualifiedVersionless();
        try {
            return dao.read(id, new SystemRequestDetails());
        } catch (ResourceGoneException e) {
            if (!isDeletedToo) {
                throw e;
            }
        }
        // The deletion is a version, too, and says nothing of whose it was.
        IBaseResource deletion = dao.read(id, new SystemRequestDetails(), true);
        for (long version = deletion.getIdElement().getVersionIdPartAsLong() - 1; version > 0; version--) {
            try {
                return dao.read(id.withVersion(Long.toString(version)), new SystemRequestDetails());
            } catch (ResourceNotFoundException | ResourceGoneException e) {
                // Deleted before and brought back, or expunged.
                continue;
            }
        }
        throw new ResourceNotFoundException(id);
    }

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void narrow(ICachedSearchDetails search, RequestDetails request, SearchParameterMap parameters) {
        Optional<Access> limited = limited(request);
        if (limited.isEmpty()) {
            return;
        }
        // Answered to this bearer alone: another would be narrowed otherwise.
        search.setCannotBeReused();
        if (searches.narrow(limited.get(), search.getResourceType(), parameters) == SearchRules.Narrowed.NOT) {
            request.getUserData().put(ONE_BY_ONE, true);
        }
    }

    /** Before results are counted and put into pages. What a narrowed search found need not be looked at twice. */
    @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
    public void hide(IPreResourceAccessDetails found, RequestDetails request) {
        Optional<Access> limited = limited(request);
        if (limited.isEmpty() || isNarrowed(request)) {
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            IBaseResource resource = found.getResource(i);
            if (rules.maySee(limited.get(), resource)) {
                resource.setUserData(SEEN, true);
            } else {
                found.setDontReturnResourceAtIndex(i);
            }
        }
    }

    /** Whether what a search finds for this request is looked at one by one before it is counted. */
    public static boolean looksAtEach(RequestDetails request) {
        return Boolean.FALSE.equals(request.getUserData().get(UNLIMITED)) && !isNarrowed(request);
    }

    // A page's request may have a search go on that was not; it does not know.
    private static boolean isNarrowed(RequestDetails request) {
        return request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE
                && !request.getUserData().containsKey(ONE_BY_ONE);
    }

    /** Before resources go into an answer, includes too. */
    @Hook(Pointcut.STORAGE_PRESHOW_RESOURCES)
    public void show(IPreResourceShowDetails found, RequestDetails request) {
        Optional<Access> limited = limited(request);
        if (limited.isEmpty()) {
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            IBaseResource resource = found.getResource(i);
            if (resource == null || resource.getUserData(SEEN) != null) {
                continue;
            }
            if (rules.maySee(limited.get(), resource)) {
                resource.setUserData(SEEN, true);
            } else {
                found.setResource(i, null);
            }
        }
    }

    /** The last look, at what came by another way than those above. */
    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void leave(RequestDetails request, IBaseResource answer) {
        Optional<Access> limited = limited(request);
        if (limited.isEmpty() || answer == null) {
            return;
        }
        if (request.getRestOperationType() == RestOperationTypeEnum.TRANSACTION && answer instanceof Bundle bundle) {
            // Answers to its entries that read: they come together in this one.
            for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
                if (entry.getResource() instanceof Bundle inner) {
                    cut(limited.get(), inner);
                }
                tellNoMore(entry.getResponse());
            }
            return;
        }
        if (!ANSWERED_WITH_STORED.contains(request.getRestOperationType())) {
            return;
        }
        if (answer instanceof Bundle bundle) {
            cut(limited.get(), bundle);
            if (request.getRestOperationType() == RestOperationTypeEnum.GET_PAGE) {
                // It may be the page of a search that was another bearer's, and counted for them.
                bundle.setTotalElement(null);
            }
            if (request.getRestOperationType() == RestOperationTypeEnum.HISTORY_INSTANCE && !bundle.hasEntry()) {
                throw notKnown(request);
            }
        } else if (!maySee(limited.get(), answer)) {
            throw notKnown(request);
        }
    }

    private void cut(Access access, Bundle bundle) {
        boolean isHistory = bundle.getType() == Bundle.BundleType.HISTORY;
        // An entry without a resource is a deletion, of who knows what.
        boolean isLess = bundle.getEntry()
                .removeIf(entry -> entry.hasResource() ? !maySee(access, entry.getResource()) : isHistory);
        // HAPI counts some answers less by all that was included, seen or not.
        boolean hasIncludes = bundle.getLink("self") != null
                && bundle.getLink("self").getUrl() != null
                && INCLUDES.matcher(bundle.getLink("self").getUrl()).find();
        if (isLess || isHistory || hasIncludes) {
            bundle.setTotalElement(null);
        }
    }

    private static ResourceNotFoundException notKnown(RequestDetails request) {
        return new ResourceNotFoundException(
                request.getId() == null
                        ? "no such resource"
                        : "Resource " + request.getResourceName() + "/"
                                + request.getId().getIdPart() + " is not known");
    }

    private static void tellNoMore(Bundle.BundleEntryResponseComponent answer) {
        String status = String.valueOf(answer.getStatus());
        if (status.startsWith("404") || status.startsWith("410")) {
            OperationOutcome outcome = new OperationOutcome();
            outcome.addIssue()
                    .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                    .setCode(OperationOutcome.IssueType.NOTFOUND)
                    .setDiagnostics("Resource is not known");
            answer.setStatus("404 Not Found").setOutcome(outcome);
        }
    }

    /** What is not there, what was there, and what is hidden are told in the same words, and so are those who refer to something. */
    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public BaseServerResponseException tellNoMore(RequestDetails request, Throwable failure) {
        if (request == null
                || !(request instanceof ServletRequestDetails)
                || limited(request).isEmpty()) {
            return null;
        }
        if (failure instanceof ResourceNotFoundException || failure instanceof ResourceGoneException) {
            return request.getId() == null ? null : notKnown(request);
        }
        return failure instanceof ResourceVersionConflictException
                        && request.getRestOperationType() == RestOperationTypeEnum.DELETE
                ? new ResourceVersionConflictException("other resources refer to it")
                : null;
    }

    private boolean maySee(Access access, IBaseResource resource) {
        return NOT_STORED.contains(fhir.getResourceType(resource))
                || resource.getUserData(SEEN) != null
                || rules.maySee(access, resource);
    }

    /** Before a patch is applied to it: what a patch finds, and what is wrong with the outcome, would tell what was there. */
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_PREPATCH)
    public void patch(PrePatchDetails patch, RequestDetails request) {
        limited(request).ifPresent(access -> {
            IBaseResource before = patch.getResource();
            if (before == null || !rules.maySee(access, before)) {
                throw notKnown(request);
            }
            write(access, Interaction.UPDATE, before);
        });
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void create(IBaseResource resource, RequestDetails request) {
        limited(request).ifPresent(access -> write(access, Interaction.CREATE, resource));
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void update(IBaseResource before, IBaseResource after, RequestDetails request) {
        limited(request).ifPresent(access -> {
            if (before != null) {
                write(access, Interaction.UPDATE, before);
            }
            write(access, Interaction.UPDATE, after);
        });
    }

    /** Once more: within a transaction references are replaced after the looks above. */
    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource, RequestDetails request) {
        create(resource, request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
        limited(request).ifPresent(access -> write(access, Interaction.UPDATE, after));
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void delete(IBaseResource resource, RequestDetails request) {
        limited(request).ifPresent(access -> write(access, Interaction.DELETE, resource));
    }

    private void write(Access access, Interaction interaction, IBaseResource resource) {
        if (!rules.may(access, interaction, resource)) {
            throw new ForbiddenOperationException(
                    "no scope of this token allows " + interaction + " of this " + fhir.getResourceType(resource));
        }
        if (resource instanceof Subscription subscription) {
            requireAllOf(access, subscription);
        }
    }

    // What it delivers later is not looked at with anyone's scopes.
    private void requireAllOf(Access access, Subscription subscription) {
        if (subscription.hasExtension() || subscription.getChannel().hasExtension()) {
            // Some of HAPI's make it deliver what another search finds.
            throw new ForbiddenOperationException(
                    "a Subscription with extensions is for tokens whose scopes allow everything");
        }
        String criteria = subscription.getCriteria() == null ? "" : UrlUtil.unescape(subscription.getCriteria());
        String type = criteria.split("\\?", 2)[0];
        boolean isAboutOthers = criteria.contains(".") || criteria.contains("_has:");
        if (!rules.isType(type)
                || isAboutOthers
                || !rules.mayWithAll(access, Interaction.READ, type)
                || !rules.mayWithAll(access, Interaction.SEARCH, type)) {
            throw new ForbiddenOperationException(
                    "a Subscription needs scopes that allow reading and searching all resources of its criteria's type, and"
                            + " criteria about nothing else");
        }
    }

    /** The bearer, where it is one who may not do everything. Asked often, so it is found out once for each request. */
    private Optional<Access> limited(RequestDetails request) {
        Optional<Access> access = Access.of(request);
        if (access.isEmpty()) {
            return access;
        }
        Boolean isUnlimited = (Boolean) request.getUserData().get(UNLIMITED);
        if (isUnlimited == null) {
            isUnlimited = rules.mayEverything(access.get());
            request.getUserData().put(UNLIMITED, isUnlimited);
        }
        return isUnlimited ? Optional.empty() : access;
    }
}
