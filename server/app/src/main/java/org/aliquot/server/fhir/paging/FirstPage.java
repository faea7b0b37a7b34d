package org.aliquot.server.fhir.paging;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.svc.ISearchCoordinatorSvc;
import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.search.SearchStatusEnum;
import ca.uhn.fhir.jpa.search.PersistedJpaSearchFirstPageBundleProvider;
import ca.uhn.fhir.jpa.search.builder.tasks.SearchTask;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.method.ResponsePage.ResponsePageBuilder;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * A search's first page, which says truly whether there is another.
 *
 * <p>HAPI looks for one result more than the page has room for, and takes its absence for the end. It is absent, too, where one of those
 * that were found fell out again: found twice, or not to be seen by who asks. If just as many are left as the page holds, HAPI links to no
 * next page, and whatever follows is never seen. If fewer are left it looks further by itself.
 */
final class FirstPage extends PersistedJpaSearchFirstPageBundleProvider {
    private final SearchTask search;
    private final RequestDetails request;
    private final ISearchCoordinatorSvc<JpaPid> searches;

    FirstPage(
            SearchTask search,
            ISearchBuilder<JpaPid> builder,
            RequestDetails request,
            RequestPartitionId partition,
            ISearchCoordinatorSvc<JpaPid> searches) {
        super(search, builder, request, partition);
        this.search = search;
        this.request = request;
        this.searches = searches;
    }

    @Override
    public List<IBaseResource> getResources(int from, int to, ResponsePageBuilder page) {
        List<IBaseResource> found = super.getResources(from, to, page);
        // HAPI's own searches may have no request.
        if (request != null && request.getRestOperationType() == RestOperationTypeEnum.GRAPHQL_REQUEST) {
            // Its pages have a cursor as long as the total is not known.
            return found;
        }
        boolean isFull = search.getResourcePids(from, to + 1).size() == to - from;
        if (isFull && search.getSearch().getStatus() == SearchStatusEnum.PASSCMPLET) {
            // Has it look further.
            page.setTotalRequestedResourcesFetched(
                    searches.getResources(getUuid(), from, to + 1, request, getRequestPartitionId())
                            .size());
        }
        return found;
    }
}
