package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.HasParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.aliquot.server.auth.scope.Category;
import org.aliquot.server.auth.scope.Interaction;

/**
 * Searches of a bearer who may not see everything.
 *
 * <p>A search tells more than it returns where it asks about other resources: {@code subject.name}, {@code _has}. Through
 * types of which the bearer may not search all such questions are refused. What remains is made to find only what the
 * bearer's scopes are about.
 */
final class SearchRules {
    /** Most resources that are in a compartment by another parameter than the usual one, for a search to be narrowed by id. */
    private static final int MOST_BY_ID = 5_000;

    private static final int DEEPEST_CHAIN = 5;

    private final AccessRules rules;
    private final PatientCompartment compartment;
    private final ISearchParamRegistry parameters;
    private final DaoRegistry daos;

    SearchRules(AccessRules rules, PatientCompartment compartment, ISearchParamRegistry parameters, DaoRegistry daos) {
        this.rules = rules;
        this.compartment = compartment;
        this.parameters = parameters;
        this.daos = daos;
    }

    /** Whether a search now finds only what may be seen, or its results must be looked at one by one before they are counted. */
    enum Narrowed {
        EXACTLY,
        NOT
    }

    /**
     * Refuses the search, or changes it.
     *
     * @throws ForbiddenOperationException where it would tell what the bearer may not know
     */
    Narrowed narrow(Access access, String type, SearchParameterMap search) {
        List<Limit> limits = rules.limits(access, Interaction.SEARCH, type);
        if (limits.isEmpty()) {
            throw new ForbiddenOperationException("no scope of this token allows searching " + type);
        }
        refuseQuestionsAboutOthers(access, type, search);
        if (search.getEverythingMode() != null) {
            return refuseTotals(search);
        }
        if (limits.stream().anyMatch(Limit::isNone)) {
            return Narrowed.EXACTLY;
        }
        if (limits.stream().allMatch(Limit::isWithoutSensitive)) {
            rules.sensitive().excluding().forEach(label -> restrict(search, "_security", List.of(label)));
            if (limits.stream()
                    .anyMatch(limit ->
                            limit.patient().isEmpty() && limit.categories().isEmpty())) {
                return Narrowed.EXACTLY;
            }
        }
        Set<Optional<String>> patients = new HashSet<>();
        limits.forEach(limit -> patients.add(limit.patient()));
        boolean isAnyCategory =
                limits.stream().anyMatch(limit -> limit.categories().isEmpty());
        if (patients.size() > 1) {
            // One scope's patient or another's category: no search says "or" between parameters.
            return refuseTotals(search);
        }
        if (!isAnyCategory) {
            SortedSet<Category> categories = new TreeSet<>();
            limits.forEach(limit -> categories.addAll(limit.categories()));
            restrict(
                    search,
                    "category",
                    categories.stream()
                            .map(category -> new TokenParam(category.system(), category.code()))
                            .toList());
        }
        return patients.iterator()
                .next()
                .map(patient -> toCompartment(patient, type, search))
                .orElse(Narrowed.EXACTLY);
    }

    private Narrowed toCompartment(String patient, String type, SearchParameterMap search) {
        if (type.equals("Patient")) {
            restrict(search, "_id", List.of(new TokenParam(patient)));
            return Narrowed.EXACTLY;
        }
        List<String> ways = compartment.parametersOf(type);
        Set<String> unusual = new HashSet<>();
        for (String way : ways.subList(1, ways.size())) {
            unusual.addAll(ids(type, way, patient));
        }
        if (unusual.isEmpty()) {
            restrict(search, ways.get(0), List.of(new ReferenceParam("Patient/" + patient)));
            return Narrowed.EXACTLY;
        }
        unusual.addAll(ids(type, ways.get(0), patient));
        if (unusual.size() > MOST_BY_ID) {
            return refuseTotals(search);
        }
        restrict(search, "_id", unusual.stream().map(TokenParam::new).toList());
        return Narrowed.EXACTLY;
    }

    /** One of these, besides what is asked for; not where just that is asked for, which HAPI calls a mistake. */
    private static void restrict(
            SearchParameterMap search, String parameter, List<? extends IQueryParameterType> values) {
        List<List<IQueryParameterType>> asked = search.get(parameter);
        if (asked == null || !asked.contains(values)) {
            search.addOrList(parameter, new ArrayList<>(values));
        }
    }

    private Set<String> ids(String type, String way, String patient) {
        SearchParameterMap members = SearchParameterMap.newSynchronous(way, new ReferenceParam("Patient/" + patient));
        Set<String> ids = new HashSet<>();
        IFhirResourceDao<?> dao = daos.getResourceDao(type);
        dao.searchForResourceIds(members, new SystemRequestDetails()).forEach(id -> ids.add(id.getIdPart()));
        return ids;
    }

    // Counted in the database, before anyone looks at the resources.
    private static Narrowed refuseTotals(SearchParameterMap search) {
        if (search.isWantOnlyCount() || search.getSearchTotalMode() == SearchTotalModeEnum.ACCURATE) {
            throw new ForbiddenOperationException(
                    "under this token's scopes such results cannot be counted beforehand; ask without a total");
        }
        return Narrowed.NOT;
    }

    private void refuseQuestionsAboutOthers(Access access, String type, SearchParameterMap search) {
        if (search.containsKey("_filter") && !rules.mayWithAll(access, Interaction.SEARCH, type)) {
            throw new ForbiddenOperationException("_filter is for tokens that may search all resources of a type");
        }
        for (Map.Entry<String, List<List<IQueryParameterType>>> parameter : search.entrySet()) {
            parameter.getValue().stream().flatMap(List::stream).forEach(value -> {
                if (value instanceof HasParam has) {
                    requireThrough(access, has.getTargetResourceType());
                    requireWithin(access, has.getTargetResourceType(), has.getParameterName(), 0);
                } else if (value instanceof ReferenceParam reference && reference.hasChain()) {
                    requireChain(
                            access, type, parameter.getKey(), reference.getResourceType(), reference.getChain(), 0);
                }
            });
        }
        for (SortSpec sort = search.getSort(); sort != null; sort = sort.getChain()) {
            requireWithin(access, type, sort.getParamName(), 0);
        }
    }

    /** A parameter below another: {@code name}, {@code organization.name}, {@code _has:Observation:patient:code}. */
    private void requireWithin(Access access, String type, String parameter, int depth) {
        if (parameter.startsWith("_has:")) {
            String[] parts = parameter.split(":", 4);
            requireThrough(access, parts[1]);
            requireWithin(access, parts[1], parts[parts.length - 1], depth + 1);
        } else if (parameter.contains(".")) {
            int dot = parameter.indexOf('.');
            String[] reference = parameter.substring(0, dot).split(":", 2);
            requireChain(
                    access,
                    type,
                    reference[0],
                    reference.length > 1 ? reference[1] : null,
                    parameter.substring(dot + 1),
                    depth + 1);
        }
    }

    private void requireChain(Access access, String type, String parameter, String target, String rest, int depth) {
        if (depth > DEEPEST_CHAIN) {
            throw new ForbiddenOperationException("a chain of more than " + DEEPEST_CHAIN + " references");
        }
        for (String each : target == null || target.isEmpty() ? targets(type, parameter) : Set.of(target)) {
            requireThrough(access, each);
            requireWithin(access, each, rest, depth + 1);
        }
    }

    private Set<String> targets(String type, String parameter) {
        RuntimeSearchParam known =
                parameters.getActiveSearchParam(type, parameter, SearchParamLookupContextEnum.SEARCH);
        if (known == null) {
            // HAPI refuses it, and says what it knows.
            return Set.of();
        }
        return known.getTargets().isEmpty() ? daos.getRegisteredDaoTypes() : known.getTargets();
    }

    private void requireThrough(Access access, String type) {
        if (!rules.mayWithAll(access, Interaction.SEARCH, type)) {
            throw new ForbiddenOperationException("the search asks about resources of type " + type
                    + ", of which this token's scopes do not allow searching all; where a reference may point at several"
                    + " types, name one: subject:Patient.name");
        }
    }
}
