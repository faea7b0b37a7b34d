package org.aliquot.server.fhir;

import ca.uhn.fhir.batch2.api.IJobMaintenanceService;
import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.api.svc.ISearchCoordinatorSvc;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.ResourceCountCacheUtil;
import ca.uhn.fhir.jpa.dao.search.HSearchSortHelperImpl;
import ca.uhn.fhir.jpa.dao.search.IHSearchSortHelper;
import ca.uhn.fhir.jpa.graphql.GraphQLProvider;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.aliquot.server.auth.access.GraphQlReads;
import org.aliquot.server.auth.access.Sensitive;
import org.aliquot.server.bulk.ImportConfiguration;
import org.aliquot.server.bulk.JobPace;
import org.aliquot.server.fhir.builder.SearchBuilders;
import org.aliquot.server.fhir.limit.IncludeLimit;
import org.aliquot.server.fhir.limit.RequestTransactions;
import org.aliquot.server.fhir.paging.DistinctRows;
import org.aliquot.server.fhir.paging.FirstPages;
import org.aliquot.server.search.HapiPatients;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.FhirSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.scheduling.TaskScheduler;

/** HAPI's JPA server for R4, and the beans it asks its host for. */
@Configuration(proxyBeanMethods = false)
@Import({
    DatabaseConfiguration.class,
    StorageConfiguration.class,
    PersistenceConfiguration.class,
    JpaR4Config.class,
    JpaBatch2Config.class,
    Batch2JobsConfig.class,
    SubscriptionSubmitterConfig.class,
    SubscriptionProcessorConfig.class,
    SubscriptionChannelConfig.class,
    ThreadPoolFactoryConfig.class,
    GuideConfiguration.class,
    FullTextConfiguration.class,
    IngestConfiguration.class,
    ValidationConfiguration.class,
    ImportConfiguration.class,
    FhirServlet.class
})
public class FhirConfiguration {
    /** Where the FHIR interface is, below the server's address. */
    public static final String PATH = "/fhir";

    @Bean
    ServletRegistrationBean<FhirServlet> fhirServletRegistration(FhirServlet servlet) {
        ServletRegistrationBean<FhirServlet> registration = new ServletRegistrationBean<>(servlet, PATH + "/*");
        registration.setName("fhir");
        registration.setLoadOnStartup(1);
        return registration;
    }

    /** Before HAPI's own, which nobody asks for then. */
    @Bean
    @Primary
    RequestTransactions requestTransactions(DataSource dataSource, FhirSettings settings) {
        return new RequestTransactions(dataSource, settings.statementTimeout());
    }

    /** Before HAPI's own, which may end a search at its first page. */
    @Bean
    @Primary
    FirstPages firstPages(AutowireCapableBeanFactory beans, ObjectProvider<ISearchCoordinatorSvc<JpaPid>> searches) {
        return new FirstPages(beans, searches);
    }

    @Bean
    Sensitive sensitive(AuthSettings auth) {
        return new Sensitive(auth.sensitive());
    }

    /** Before HAPI's own, which knows no scopes. */
    @Bean
    @Primary
    GraphQlReads graphQlReads(FhirContext fhir, Sensitive sensitive, FhirSettings settings) {
        return new GraphQlReads(fhir, sensitive, settings.maxPageSize());
    }

    /** Before HAPI's own, which calls a mistake in a query a failure of the server. */
    @Bean
    @Primary
    GraphQLProvider graphQlQueries(
            FhirContext fhir,
            IValidationSupport validation,
            GraphQlReads reads,
            ISearchParamRegistry parameters,
            IDaoRegistry daos) {
        return new GraphQlQueries(fhir, validation, reads, parameters, daos);
    }

    @Bean
    static SearchBuilders searchBuilders() {
        return new SearchBuilders(List.of(new DistinctRows(), new IncludeLimit()));
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    JobPace jobPace(IJobMaintenanceService jobs, TaskScheduler taskScheduler) {
        return new JobPace(jobs, taskScheduler);
    }

    @Bean
    HapiPatients hapiPatients(DaoRegistry daos, Sensitive sensitive) {
        return new HapiPatients(daos, sensitive);
    }

    @Bean
    IResourceSupportedSvc resourceSupportedSvc(IDaoRegistry daos) {
        return new DaoRegistryResourceSupportedSvc(daos);
    }

    @Bean(name = "myResourceCountsCache")
    ResourceCountCache resourceCountsCache(IFhirSystemDao<?, ?> systemDao) {
        return ResourceCountCacheUtil.newResourceCountCache(systemDao);
    }

    @Bean
    IHSearchSortHelper hSearchSortHelper(ISearchParamRegistry searchParameters) {
        return new HSearchSortHelperImpl(searchParameters);
    }

    @Bean
    IStaleSearchDeletingSvc staleSearchDeletingSvc() {
        return new StaleSearchDeletingSvcImpl();
    }

    @Bean
    DatabaseBackedPagingProvider databaseBackedPagingProvider(FhirSettings settings) {
        DatabaseBackedPagingProvider paging = new DatabaseBackedPagingProvider();
        paging.setDefaultPageSize(settings.defaultPageSize());
        paging.setMaximumPageSize(settings.maxPageSize());
        return paging;
    }
}
