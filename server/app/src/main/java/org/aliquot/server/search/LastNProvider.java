package org.aliquot.server.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.HookParams;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.dao.NonPersistedSearch;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;

/**
 * {@code Observation/$lastn} over PostgreSQL. HAPI's own answers only where an Elasticsearch server
 * aggregates for it; with Lucene it fails.
 *
 * <p>All search parameters of Observation narrow it, in the URL and in the body. It reads what matches, newest first, and never
 * answers from a part: where more matches than it reads, it says so instead.
 */
public final class LastNProvider {
    /** Most Observations read for one answer. */
    static final int MOST_READ = 20_000;

    private static final int LARGEST_MAX = 1_000;

    private final FhirContext fhir;
    private final DaoRegistry daos;
    private final MatchUrlService urls;
    private final LastNQuestion question;

    public LastNProvider(FhirContext fhir, DaoRegistry daos, ISearchParamRegistry parameters) {
        this.fhir = fhir;
        this.daos = daos;
        this.urls = new MatchUrlService(fhir, parameters);
        this.question = new LastNQuestion(new Restrictions(fhir, parameters));
    }

    /**
     * The operation.
     *
     * @param max how many of each code, 1 where not given
     */
    @Operation(name = "$lastn", type = Observation.class, idempotent = true)
    public Bundle lastN(
            RequestDetails request,
            @OperationParam(name = "max", typeName = "integer", min = 0, max = 1) IntegerType max) {
        int wanted = max == null || max.getValue() == null ? 1 : max.getValue();
        if (wanted < 1 || wanted > LARGEST_MAX) {
            throw new InvalidRequestException("$lastn: max is " + wanted + ", expected 1 to " + LARGEST_MAX);
        }
        LatestByCode latest = new LatestByCode(wanted);
        read(request, question.asSearch(request), latest);
        return bundleOf(request, latest.latest());
    }

    private void read(RequestDetails request, String search, LatestByCode into) {
        SearchParameterMap all = urls.translateMatchUrl(search, fhir.getResourceDefinition(Observation.class));
        IFhirResourceDao<Observation> dao = daos.getResourceDao(Observation.class);
        all.setSort(new SortSpec(Observation.SP_DATE, SortOrderEnum.DESC));
        // One query and no pages: among results of one moment each page would be cut from another order.
        all.setLoadSynchronousUpTo(MOST_READ + 1);
        tellInterceptors(request, all);
        // Not search: it gives a request one page of the server's, whatever is asked for here.
        List<Observation> found = dao.searchForResources(all, request);
        if (found.size() > MOST_READ) {
            throw new InvalidRequestException("$lastn: more than " + MOST_READ
                    + " Observations match; narrow it by patient, category, code or date");
        }
        Set<String> ids = new HashSet<>();
        for (Observation observation : found) {
            if (ids.add(observation.getIdElement().getIdPart())) {
                into.add(observation);
            }
        }
    }

    /** Who may not see everything has the search narrowed here, or refused; a DAO asks only for searches of its own pages. */
    private static void tellInterceptors(RequestDetails request, SearchParameterMap search) {
        HookParams parameters = new HookParams()
                .add(ICachedSearchDetails.class, new NonPersistedSearch("Observation"))
                .add(RequestDetails.class, request)
                .addIfMatchesType(ServletRequestDetails.class, request)
                .add(SearchParameterMap.class, search)
                .add(RequestPartitionId.class, RequestPartitionId.allPartitions());
        request.getInterceptorBroadcaster().callHooks(Pointcut.STORAGE_PRESEARCH_REGISTERED, parameters);
    }

    private static Bundle bundleOf(RequestDetails request, List<Observation> observations) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        bundle.setTotal(observations.size());
        bundle.addLink()
                .setRelation("self")
                .setUrl(RestfulServerUtils.createLinkSelf(request.getFhirServerBase(), request));
        for (Observation observation : observations) {
            bundle.addEntry()
                    .setFullUrl(request.getFhirServerBase() + "/Observation/"
                            + observation.getIdElement().getIdPart())
                    .setResource(observation)
                    .getSearch()
                    .setMode(Bundle.SearchEntryMode.MATCH);
        }
        return bundle;
    }
}
