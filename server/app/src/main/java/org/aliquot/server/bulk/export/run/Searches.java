package org.aliquot.server.bulk.export.run;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.IResultIterator;
import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.dao.SearchBuilderFactory;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.search.SearchRuntimeDetails;
import ca.uhn.fhir.jpa.search.builder.SearchBuilder;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.MatchUrlUtil;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.Set;
import java.util.UUID;
import org.aliquot.server.fhir.builder.SearchBuilders;
import org.apache.http.NameValuePair;
import org.hibernate.Session;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

/** HAPI's searches for numbers of resources, on a snapshot. */
public final class Searches {
    /** HAPI leaves out others without a word, and finds everything. */
    private static final Set<String> OF_ALL_TYPES =
            Set.of("_id", "_lastUpdated", "_tag", "_security", "_profile", "_source", "_language", "_has", "_list");

    private static final int FETCHED = 5_000;

    private final FhirContext fhir;
    private final SearchBuilderFactory<JpaPid> builders;
    private final MatchUrlService urls;
    private final TransactionTemplate transaction;
    private final EntityManager entities;

    public Searches(
            FhirContext fhir,
            SearchBuilderFactory<JpaPid> builders,
            MatchUrlService urls,
            JpaTransactionManager transactions) {
        this.fhir = fhir;
        this.builders = builders;
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
        for (NameValuePair parameter : MatchUrlUtil.translateMatchUrl(search)) {
            String name = parameter.getName().split("[:.]", 2)[0];
            if (name.startsWith("_") && !OF_ALL_TYPES.contains(name)) {
                throw new InvalidRequestException(
                        "\"" + name + "\" restricts nothing here; expected search parameters");
            }
            if (parameter.getValue() == null || parameter.getValue().isBlank()) {
                throw new InvalidRequestException("\"" + name + "\" has no value: everything would be found");
            }
        }
        try {
            read(search);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("not a search: " + e.getMessage());
        }
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
        String type = type(search);
        transaction.executeWithoutResult(status -> {
            // Not by Spring: its dialect for Hibernate leaves the level to whoever opened the connection.
            for (String statement : snapshot.statements()) {
                entities.createNativeQuery(statement).executeUpdate();
            }
            Connection connection = entities.unwrap(Session.class).doReturningWork(used -> used);
            stop.watch(connection);
            try {
                read(type, parameters, stop, into);
            } finally {
                stop.leave(connection);
            }
        });
    }

    private void read(String type, SearchParameterMap parameters, Stop stop, Pids into) {
        ISearchBuilder<JpaPid> builder =
                builders.newSearchBuilder(type, fhir.getResourceDefinition(type).getImplementingClass());
        builder.setFetchSize(FETCHED);
        if (SearchBuilders.hapis(builder) instanceof SearchBuilder own) {
            // Else it remembers every number it has given out, as an object.
            own.setDeduplicateInDatabase(true);
        }
        RequestDetails request = new SystemRequestDetails();
        try (IResultIterator<JpaPid> found = builder.createQuery(
                parameters,
                new SearchRuntimeDetails(request, UUID.randomUUID().toString()),
                request,
                RequestPartitionId.allPartitions())) {
            while (found.hasNext()) {
                stop.check();
                into.add(found.next().getId());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
