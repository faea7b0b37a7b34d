package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.IResourcePersistentId;
import jakarta.persistence.EntityManager;
import java.util.stream.Stream;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

/** HAPI's searches for numbers of resources, on a snapshot. */
public final class Searches {
    private final FhirContext fhir;
    private final DaoRegistry daos;
    private final MatchUrlService urls;
    private final TransactionTemplate transaction;
    private final EntityManager entities;

    public Searches(FhirContext fhir, DaoRegistry daos, MatchUrlService urls, JpaTransactionManager transactions) {
        this.fhir = fhir;
        this.daos = daos;
        this.urls = urls;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.entities = SharedEntityManagerCreator.createSharedEntityManager(transactions.getEntityManagerFactory());
    }

    /**
     * Whether HAPI understands a search.
     *
     * @param search {@code Type?parameters}
     * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException where it does not; says why
     */
    public void check(String search) {
        read(search);
    }

    private SearchParameterMap read(String search) {
        SearchParameterMap parameters = urls.translateMatchUrl(search, fhir.getResourceDefinition(type(search)));
        // All that it finds, whatever pages somebody asked for.
        parameters.setLoadSynchronous(true);
        parameters.setLoadSynchronousUpTo(null);
        parameters.setCount(null);
        parameters.setOffset(null);
        parameters.setSort(null);
        parameters.getIncludes().clear();
        parameters.getRevIncludes().clear();
        return parameters;
    }

    private static String type(String search) {
        return search.substring(0, search.indexOf('?'));
    }

    /** Adds what a search finds. */
    void find(String search, Snapshot snapshot, Stop stop, Pids into) {
        SearchParameterMap parameters = read(search);
        transaction.executeWithoutResult(status -> {
            // Not by Spring: its dialect for Hibernate leaves the level to whoever opened the connection.
            for (String statement : snapshot.statements()) {
                entities.createNativeQuery(statement).executeUpdate();
            }
            IFhirResourceDao<?> dao = daos.getResourceDao(type(search));
            try (Stream<IResourcePersistentId<?>> found =
                    dao.searchForIdStream(parameters, new SystemRequestDetails(), null)) {
                found.forEach(pid -> {
                    stop.check();
                    into.add((Long) pid.getId());
                });
            }
        });
    }
}
