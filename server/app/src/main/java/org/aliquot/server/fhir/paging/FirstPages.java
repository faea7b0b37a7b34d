package org.aliquot.server.fhir.paging;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.svc.ISearchCoordinatorSvc;
import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.search.PersistedJpaBundleProviderFactory;
import ca.uhn.fhir.jpa.search.PersistedJpaSearchFirstPageBundleProvider;
import ca.uhn.fhir.jpa.search.builder.tasks.SearchTask;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/** Where HAPI gets the results of a search that has begun. */
public final class FirstPages extends PersistedJpaBundleProviderFactory {
    private final AutowireCapableBeanFactory beans;
    // HAPI's asks for this factory.
    private final ObjectProvider<ISearchCoordinatorSvc<JpaPid>> searches;

    public FirstPages(AutowireCapableBeanFactory beans, ObjectProvider<ISearchCoordinatorSvc<JpaPid>> searches) {
        this.beans = beans;
        this.searches = searches;
    }

    @Override
    public PersistedJpaSearchFirstPageBundleProvider newInstanceFirstPage(
            RequestDetails request, SearchTask search, ISearchBuilder<JpaPid> builder, RequestPartitionId partition) {
        FirstPage page = new FirstPage(search, builder, request, partition, searches.getObject());
        beans.autowireBean(page);
        return page;
    }
}
