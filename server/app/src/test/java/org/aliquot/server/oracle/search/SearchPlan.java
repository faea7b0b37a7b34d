package org.aliquot.server.oracle.search;

import static org.aliquot.server.oracle.search.Query.parameter;
import static org.aliquot.server.oracle.search.Query.part;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.aliquot.server.oracle.search.IndexedValues.TokenValue;

/**
 * Searches for what a server holds: for each type and each of its search parameters, every form with values that are
 * there; then what all types have; reads, histories and operations.
 */
public final class SearchPlan {
    private static final String COUNT = "_count=200";
    private static final Set<RestSearchParameterTypeEnum> SORTABLE = Set.of(
            RestSearchParameterTypeEnum.STRING,
            RestSearchParameterTypeEnum.DATE,
            RestSearchParameterTypeEnum.TOKEN,
            RestSearchParameterTypeEnum.NUMBER,
            RestSearchParameterTypeEnum.QUANTITY,
            RestSearchParameterTypeEnum.URI,
            RestSearchParameterTypeEnum.REFERENCE);

    /** Each server answers these from its own record of who asked it what, and when. */
    private static final String AUDIT = "AuditEvent";

    private final ISearchParamRegistry parameters;
    private final IndexedValues values;
    private final int marks;
    private final Set<Search> searches = new LinkedHashSet<>();

    private SearchPlan(SearchedServer server, int valuesOfEach) {
        this.parameters = server.server().bean(ISearchParamRegistry.class);
        this.values = new IndexedValues(server.server().bean(DataSource.class), valuesOfEach);
        this.marks = server.marks().size();
    }

    /**
     * All of them, for the types that are wanted.
     *
     * @param valuesOfEach how many values of each search parameter to search for
     */
    public static List<Search> of(SearchedServer server, int valuesOfEach, Predicate<String> types) {
        SearchPlan plan = new SearchPlan(server, valuesOfEach);
        plan.values.types().stream()
                .filter(types)
                .filter(type -> !type.equals(AUDIT))
                .forEach(plan::addType);
        return plan.searches.stream()
                .map(search -> new Search(server.withSharedIds(search.path()), search.order()))
                .toList();
    }

    /** So many of them, the same ones for the same seed. */
    public static List<Search> sample(List<Search> all, int size, long seed) {
        List<Search> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, Math.min(size, shuffled.size())));
    }

    private void addType(String type) {
        List<RuntimeSearchParam> ofType =
                parameters.getActiveSearchParams(type, SearchParamLookupContextEnum.SEARCH).values().stream()
                        .filter(param -> !param.getName().startsWith("_"))
                        .sorted(Comparator.comparing(RuntimeSearchParam::getName))
                        .toList();
        ValueSearches valueSearches = new ValueSearches(values);
        ReferenceSearches references = new ReferenceSearches(parameters, values);
        String narrowing = null;
        for (RuntimeSearchParam param : ofType) {
            if (param.getParamType() == RestSearchParameterTypeEnum.REFERENCE) {
                references.of(type, param).forEach(this::add);
            } else {
                List<String> queries = valueSearches.of(type, param);
                queries.forEach(query -> add(type + "?" + query));
                if (!queries.isEmpty()) {
                    addSorted(type, param.getName(), narrowing, param.getParamType());
                    if (narrowing != null) {
                        add(type + "?" + narrowing + "&" + queries.get(0));
                    }
                    narrowing = queries.get(0);
                }
            }
        }
        addComposites(type, ofType, valueSearches);
        addMeta(type);
        addReads(type);
    }

    /** Composites of parameters whose values stand alone: {@code code-value-quantity=…$ge…}. */
    private void addComposites(String type, List<RuntimeSearchParam> ofType, ValueSearches valueSearches) {
        for (RuntimeSearchParam param : ofType) {
            if (param.getParamType() != RestSearchParameterTypeEnum.COMPOSITE) {
                continue;
            }
            List<RuntimeSearchParam> parts = param.getComponents().stream()
                    .map(component -> ofType.stream()
                            .filter(other -> component.getReference().equals(other.getUri()))
                            .findFirst()
                            .orElse(null))
                    .toList();
            if (parts.size() == 2 && !parts.contains(null)) {
                for (String first : valueSearches.plain(type, parts.get(0))) {
                    for (String second : valueSearches.plain(type, parts.get(1))) {
                        add(type + "?" + parameter(param.getName(), first + "$" + second));
                    }
                }
            }
        }
    }

    // Ties are left to the database unless something settles them.
    private void addSorted(String type, String param, String narrowing, RestSearchParameterTypeEnum kind) {
        if (SORTABLE.contains(kind)) {
            searches.add(Search.inOrder(type + "?_sort=" + param + ",_id&" + COUNT));
            searches.add(Search.inOrder(type + "?_sort=-" + param + ",-_id&_count=7"));
            if (narrowing != null) {
                searches.add(Search.inOrder(type + "?" + narrowing + "&_sort=" + param + ",_id&" + COUNT));
            }
        }
    }

    private void addMeta(String type) {
        String query = type + "?";
        add(query);
        add(query + "_summary=count");
        add(query + "_total=accurate&_count=3");
        add(query + "_elements=id");
        searches.add(Search.inOrder(query + "_sort=_id&_count=5"));
        add(query + "_sort=_lastUpdated&" + COUNT);
        for (TokenValue tag : values.tags(type, 0)) {
            add(query + parameter("_tag", part(tag.system()) + "|" + part(tag.value())));
            add(query + parameter("_tag", part(tag.value())));
            add(query + parameter("_tag:not", part(tag.system()) + "|" + part(tag.value())));
            add(query + parameter("_tag", part(tag.system()) + "|"));
        }
        for (TokenValue profile : values.tags(type, 1)) {
            add(query + parameter("_profile", part(profile.value())));
            add(query + parameter("_profile:below", part(profile.value())));
        }
        for (TokenValue label : values.tags(type, 2)) {
            add(query + parameter("_security", part(label.system()) + "|" + part(label.value())));
        }
        values.sources(type).forEach(source -> add(query + parameter("_source", part(source))));
        add(query + "_tag:missing=true");
        add(query + "_profile:missing=false");
        add(query + "_source:missing=true");
        add(query + "_content=final");
        add(query + "_text=p");
        for (int from = 0; from < marks; from += 1 + marks / 4) {
            int to = Math.min(marks - 1, from + 1 + marks / 3);
            // Each side has its own moments; what lies between two steps is the same on both.
            searches.add(Search.any(query + "_lastUpdated=ge{mark " + from + "}&_lastUpdated=lt{mark " + to + "}"));
            searches.add(Search.any(query + "_lastUpdated=gt{mark " + from + "}"));
            searches.add(Search.any(type + "/_history?_since={mark " + from + "}&" + COUNT));
        }
    }

    private void addReads(String type) {
        List<String> ids = values.ids(type);
        for (String id : ids) {
            add(type + "?_id=" + id);
            searches.add(Search.any(type + "/" + id));
            searches.add(Search.any(type + "/" + id + "/_history/1"));
            searches.add(Search.any(type + "/" + id + "/_history/2"));
            searches.add(Search.inOrder(type + "/" + id + "/_history?_count=50"));
            if (type.equals("Patient")) {
                searches.add(Search.any("Patient/" + id + "/$everything?_count=200"));
                searches.add(Search.any("Observation/$lastn?max=2&patient=Patient/" + id));
                searches.add(Search.any("Patient/" + id + "/Observation?" + COUNT));
            }
        }
        if (ids.size() > 1) {
            add(type + "?_id=" + String.join(",", ids));
        }
        searches.add(Search.any(type + "/_history?" + COUNT));
    }

    private void add(String path) {
        searches.add(Search.any(path.contains("_count") ? path : path + (path.endsWith("?") ? "" : "&") + COUNT));
    }
}
