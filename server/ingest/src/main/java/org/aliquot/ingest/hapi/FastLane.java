package org.aliquot.ingest.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamDate;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.model.util.UcumServiceUtil;
import ca.uhn.fhir.jpa.searchparam.extractor.BaseSearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.util.RuntimeSearchParamHelper;
import ca.uhn.fhir.narrative2.NullNarrativeGenerator;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import ca.uhn.fhir.util.SearchParameterUtil;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.ingest.rows.fast.Definitions;
import org.aliquot.ingest.rows.path.RowSettings;
import org.aliquot.ingest.rows.path.SearchParam;
import org.apache.commons.lang3.StringUtils;
import org.fhir.ucum.Pair;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.jspecify.annotations.Nullable;

/** What the fast lane has to know of HAPI's settings and search parameters, in its own words. */
public final class FastLane {
    private FastLane() {}

    /**
     * The definitions in force.
     *
     * @return empty where a setting is on that the fast lane does not know; {@link #obstacles} names it
     */
    public static Optional<Definitions> definitions(
            FhirContext context, JpaStorageSettings settings, ISearchParamRegistry registry) {
        if (!obstacles(context, settings).isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<SearchParam>> params = new HashMap<>();
        Set<String> leftOut = new HashSet<>(DaoOnlyTypes.all());
        leftOut.addAll(DaoOnlyTypes.serversOwn());
        for (String type : context.getResourceTypes()) {
            params.put(type, paramsOf(type, settings, registry));
            if (!registry.getActiveComboSearchParams(type, SearchParamLookupContextEnum.INDEX)
                            .isEmpty()
                    || !settings.getAutoVersionReferenceAtPathsByResourceType(type)
                            .isEmpty()) {
                leftOut.add(type);
            }
        }
        return Optional.of(new Definitions(rowSettings(settings), params, leftOut));
    }

    /** The settings that keep the fast lane closed, by name. */
    public static Set<String> obstacles(FhirContext context, JpaStorageSettings settings) {
        Set<String> obstacles = new TreeSet<>();
        if (settings.getTagStorageMode() == StorageSettings.TagStorageModeEnum.INLINE) {
            obstacles.add("tags inline");
        }
        if (settings.isIndexOnUpliftedRefchains()) {
            obstacles.add("uplifted reference chains");
        }
        // HAPI's defaults are URLs; what is no URL could be the beginning of Type/id.
        if (settings.getTreatReferencesAsLogical().stream().anyMatch(logical -> !logical.contains("://"))) {
            obstacles.add("references treated as logical");
        }
        if (context.hasDefaultTypeForProfile()) {
            obstacles.add("Java types for profiles");
        }
        if (context.getNarrativeGenerator() != null
                && !(context.getNarrativeGenerator() instanceof NullNarrativeGenerator)) {
            obstacles.add("generated narratives");
        }
        return obstacles;
    }

    /** The objects the definitions were made of: as long as they are the same, so are the definitions. */
    public static List<RuntimeSearchParam> sources(FhirContext context, ISearchParamRegistry registry) {
        List<RuntimeSearchParam> sources = new ArrayList<>();
        for (String type : new TreeSet<>(context.getResourceTypes())) {
            sources.addAll(registry.getActiveSearchParams(type, SearchParamLookupContextEnum.INDEX)
                    .values());
            sources.addAll(registry.getActiveComboSearchParams(type, SearchParamLookupContextEnum.INDEX));
        }
        return sources;
    }

    private static List<SearchParam> paramsOf(String type, JpaStorageSettings settings, ISearchParamRegistry registry) {
        Collection<RuntimeSearchParam> active = registry.getActiveSearchParams(type, SearchParamLookupContextEnum.INDEX)
                .values();
        List<SearchParam> params = new ArrayList<>();
        for (RuntimeSearchParam param : active) {
            if (!RuntimeSearchParamHelper.isSpeciallyHandledSearchParameter(param, settings)) {
                kindOf(param).ifPresent(kind -> params.add(paramOf(param, kind, settings)));
            }
        }
        return params;
    }

    private static SearchParam paramOf(RuntimeSearchParam param, SearchParam.Kind kind, JpaStorageSettings settings) {
        return new SearchParam(
                param.getName(),
                kind,
                pathsOf(param),
                param.getTargets(),
                BaseSearchParamExtractor.tokenTextIndexingEnabledForSearchParam(settings, param),
                param::encode,
                RuntimeSearchParamHelper.isResourceLevel(param));
    }

    // BaseSearchParamExtractor.split, for R4
    private static List<String> pathsOf(RuntimeSearchParam param) {
        String expression = param.getPath();
        if (StringUtils.isBlank(expression)) {
            return List.of();
        }
        if (!expression.contains("|")) {
            return List.of(expression.trim());
        }
        return Arrays.stream(SearchParameterUtil.splitSearchParameterExpressions(expression))
                .map(String::trim)
                .toList();
    }

    // Composites have no rows; HAPI hands them to the full-text index only.
    private static Optional<SearchParam.Kind> kindOf(RuntimeSearchParam param) {
        return switch (param.getParamType()) {
            case TOKEN -> Optional.of(SearchParam.Kind.TOKEN);
            case STRING -> Optional.of(SearchParam.Kind.STRING);
            case DATE -> Optional.of(SearchParam.Kind.DATE);
            case NUMBER -> Optional.of(SearchParam.Kind.NUMBER);
            case QUANTITY -> Optional.of(SearchParam.Kind.QUANTITY);
            case URI -> Optional.of(SearchParam.Kind.URI);
            case REFERENCE -> Optional.of(SearchParam.Kind.REFERENCE);
            case SPECIAL -> Optional.of(SearchParam.Kind.SPECIAL);
            case COMPOSITE, HAS -> Optional.empty();
        };
    }

    private static RowSettings rowSettings(JpaStorageSettings settings) {
        ResourceIndexedSearchParamDate always = always(settings);
        return new RowSettings(
                settings.getIndexMissingFields() == StorageSettings.IndexEnabledEnum.ENABLED,
                settings.isIndexIdentifierOfType(),
                settings.getStoreMetaSourceInformation().isStoreSourceUri(),
                new RowSettings.Bound(always.getValueLow().getTime(), always.getValueLowDateOrdinal()),
                new RowSettings.Bound(always.getValueHigh().getTime(), always.getValueHighDateOrdinal()),
                settings.getNormalizedQuantitySearchLevel().storageOrSearchSupported() ? FastLane::canonical : null);
    }

    // HAPI's own row of a period without bounds, were there one: it adds the end of the day by rules of its own.
    private static ResourceIndexedSearchParamDate always(JpaStorageSettings settings) {
        IPrimitiveType<Date> start = settings.getPeriodIndexStartOfTime();
        IPrimitiveType<Date> end = settings.getPeriodIndexEndOfTime();
        return new ResourceIndexedSearchParamDate(
                new PartitionSettings(),
                "Encounter",
                "date",
                start.getValue(),
                start.getValueAsString(),
                end.getValue(),
                end.getValueAsString(),
                start.getValueAsString());
    }

    private static RowSettings.@Nullable Amount canonical(
            @Nullable String system, BigDecimal value, @Nullable String code) {
        Pair canonical = UcumServiceUtil.getCanonicalForm(system, value, code);
        return canonical == null
                ? null
                : new RowSettings.Amount(Double.parseDouble(canonical.getValue().asDecimal()), canonical.getCode());
    }
}
