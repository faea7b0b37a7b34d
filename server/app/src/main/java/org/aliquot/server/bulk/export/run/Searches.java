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
import ca.uhn.fhir.jpa.searchparam.matcher.InMemoryMatchResult;
import ca.uhn.fhir.jpa.searchparam.matcher.SearchParamMatcher;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.HasOrListParam;
import ca.uhn.fhir.rest.param.HasParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.MatchUrlUtil;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.aliquot.server.fhir.builder.SearchBuilders;
import org.aliquot.server.search.Restrictions;
import org.apache.http.NameValuePair;
import org.hibernate.Session;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ListResource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

/** HAPI's searches for numbers of resources, on a snapshot. */
public final class Searches {
    private static final int FETCHED = 5_000;

    /** HTTP: where it is the server that failed. */
    private static final int FIRST_OF_SERVER = 500;

    /** Of no resource. */
    private static final String NOBODY = "-1";

    private final FhirContext fhir;
    private final SearchBuilderFactory<JpaPid> builders;
    private final MatchUrlService urls;
    private final SearchParamMatcher matcher;
    private final Restrictions restrictions;
    private final TransactionTemplate transaction;
    private final EntityManager entities;

    public Searches(
            FhirContext fhir,
            SearchBuilderFactory<JpaPid> builders,
            MatchUrlService urls,
            SearchParamMatcher matcher,
            ISearchParamRegistry parameters,
            JpaTransactionManager transactions) {
        this.fhir = fhir;
        this.builders = builders;
        this.urls = urls;
        this.matcher = matcher;
        this.restrictions = new Restrictions(fhir, parameters);
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.entities = SharedEntityManagerCreator.createSharedEntityManager(transactions.getEntityManagerFactory());
    }

    /**
     * Whether HAPI understands a search, as far as reading it tells.
     *
     * @param search {@code Type?parameters}
     * @throws BaseServerResponseException where it does not; says why
     */
    public void check(String search) {
        List<NameValuePair> asked = MatchUrlUtil.translateMatchUrl(search);
        if (asked.isEmpty()) {
            throw new InvalidRequestException("it has no parameters: everything would be found");
        }
        for (NameValuePair parameter : asked) {
            restrictions.check(type(search), parameter.getName(), parameter.getValue());
        }
        try {
            read(search);
        } catch (IllegalArgumentException | DataFormatException e) {
            throw new InvalidRequestException("not a search: " + e.getMessage());
        }
    }

    /**
     * Whether HAPI can search so: most of what it refuses it refuses once it makes a query of it.
     *
     * @param search {@code Type?parameters}
     * @throws BaseServerResponseException where it cannot; says why
     */
    public void tryOut(String search) {
        check(search);
        SearchParameterMap parameters = read(search);
        // Whatever else is asked, the database has nothing to look for.
        parameters.add(Constants.PARAM_PID, new TokenParam(NOBODY));
        try {
            transaction.executeWithoutResult(status -> read(type(search), parameters, new Stop(), new Pids()));
        } catch (BaseServerResponseException e) {
            if (e.getStatusCode() < FIRST_OF_SERVER) {
                throw e;
            }
            throw new InvalidRequestException("this server cannot search so");
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isCauseOf(e)) {
                throw e;
            }
            throw new InvalidRequestException("this server cannot search so");
        }
    }

    private SearchParameterMap read(String search) {
        SearchParameterMap parameters = urls.translateMatchUrl(search, fhir.getResourceDefinition(type(search)));
        inLists(parameters);
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

    /** {@code _list}: what is in one. HAPI's DAO makes that of it, which is not asked here. */
    private static void inLists(SearchParameterMap parameters) {
        List<List<IQueryParameterType>> lists = parameters.remove(Constants.PARAM_LIST);
        if (lists == null) {
            return;
        }
        for (List<IQueryParameterType> some : lists) {
            HasOrListParam inSome = new HasOrListParam();
            some.forEach(list -> inSome.addOr(
                    new HasParam("List", ListResource.SP_ITEM, IAnyResource.SP_RES_ID, list.getValueAsQueryToken())));
            parameters.add(Constants.PARAM_HAS, inSome);
        }
    }

    /**
     * Whether a resource, which need not be stored so, meets a search of one parameter.
     *
     * @param search {@code Type?parameter}, of the resource's type
     * @return empty where its contents alone do not tell, or HAPI cannot say so in memory
     */
    Optional<Boolean> matches(String search, IBaseResource resource) {
        String question = search.substring(search.indexOf('?') + 1);
        // Ids do not change; of labels that must not be there HAPI wants any one not to be there, in memory.
        if (question.startsWith("_id") || question.startsWith("_") && question.matches("[^=]*:.*")) {
            return Optional.empty();
        }
        try {
            SearchParameterMap parameters = read(search);
            DateRangeParam updated = parameters.getLastUpdated();
            parameters.setLastUpdated(null);
            if (updated != null && !isIn(updated, resource.getMeta().getLastUpdated())) {
                return Optional.of(false);
            }
            InMemoryMatchResult answer = matcher.match(parameters, resource);
            return answer.supported() ? Optional.of(answer.matched()) : Optional.empty();
        } catch (BaseServerResponseException | IllegalArgumentException | NullPointerException unknown) {
            // HAPI falls over some modifiers there.
            return Optional.empty();
        }
    }

    private static boolean isIn(DateRangeParam range, Date instant) {
        Date from = range.getLowerBoundAsInstant();
        Date to = range.getUpperBoundAsInstant();
        return (from == null || !instant.before(from)) && (to == null || !instant.after(to));
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
