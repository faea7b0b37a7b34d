package org.aliquot.server.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.QualifiedParamList;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a search's parameters restrict what is found, and as they say. HAPI leaves out a value that is empty, and a modifier that it does
 * not know of that type of parameter, without a word; what is found then is everything, or the opposite.
 */
public final class Restrictions {
    /** HAPI leaves out others of this kind without a word, and finds everything. Their modifiers that it knows. */
    private static final Map<String, Set<String>> OF_ALL_TYPES = Map.of(
            "_id", Set.of(),
            "_lastUpdated", Set.of(),
            "_tag", Set.of("not"),
            "_security", Set.of("not"),
            "_profile", Set.of("below"),
            "_source", Set.of("above", "below", "contains", "missing"),
            "_language", Set.of("not", "missing"),
            "_list", Set.of());

    private static final String HAS = "_has";

    private static final Map<RestSearchParameterTypeEnum, Set<String>> MODIFIERS = Map.of(
            RestSearchParameterTypeEnum.TOKEN,
            Set.of("missing", "not", "in", "not-in", "above", "below", "of-type", "text"),
            RestSearchParameterTypeEnum.STRING,
            Set.of("missing", "exact", "contains", "text", "nickname"),
            RestSearchParameterTypeEnum.URI,
            Set.of("missing", "above", "below"),
            RestSearchParameterTypeEnum.DATE,
            Set.of("missing"),
            RestSearchParameterTypeEnum.NUMBER,
            Set.of("missing"),
            RestSearchParameterTypeEnum.QUANTITY,
            Set.of("missing"),
            RestSearchParameterTypeEnum.REFERENCE,
            Set.of("missing"));

    private static final Set<String> ANY =
            MODIFIERS.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private static final String MISSING = "missing";
    private static final Pattern PREFIX = Pattern.compile("\\s*(eq|ne|gt|lt|ge|le|sa|eb|ap)?\\s*");
    private static final Pattern UNESCAPED_DOLLAR = Pattern.compile("(?<!\\\\)\\$");

    /** A current list is somebody's at this moment (FHIR R4, lists of functions): it has no id. */
    private static final String FUNCTION = "$";

    private final FhirContext fhir;
    private final ISearchParamRegistry parameters;

    public Restrictions(FhirContext fhir, ISearchParamRegistry parameters) {
        this.fhir = fhir;
        this.parameters = parameters;
    }

    /**
     * Checks one that is there to restrict.
     *
     * @param type that is searched
     * @param name with modifiers, chains
     * @throws InvalidRequestException says why it would not do what it says; says nothing of names that HAPI does not know either
     */
    public void check(String type, String name, @Nullable String value) {
        new Walk(name, value == null ? "" : value, true).check(type, name);
    }

    /**
     * Refuses a parameter of which HAPI knows nothing, and which it leaves out where it has no value.
     *
     * @throws InvalidRequestException names it; says nothing of those that begin with an underscore, of which {@link #check} does
     */
    public void requireKnown(String type, String name) {
        String[] first = name.split("[:.]", 2);
        boolean isOfAllTypes = first[0].startsWith("_");
        boolean isKnown = isOfAllTypes
                ? !first[0].equals(HAS) || name.split(":", 4).length == 4
                : parameters.getActiveSearchParam(
                                type, first[0], ISearchParamRegistry.SearchParamLookupContextEnum.SEARCH)
                        != null;
        if (!isKnown) {
            throw new InvalidRequestException("\"" + name + "\" is no search parameter of " + type);
        }
    }

    /**
     * Checks the modifier of one alone: an empty value may be meant (FHIR R4 search.html), an unknown modifier is to be refused (the same,
     * "Modifiers").
     *
     * @throws InvalidRequestException as above
     */
    public void checkModifier(String type, String name, @Nullable String value) {
        new Walk(name, value == null ? "" : value, false).check(type, name);
    }

    /** Along a chain to what is asked about in the end; by several types, where a reference may be to several. */
    private final class Walk {
        private final String whole;
        private final String value;
        private final boolean isToRestrict;
        private final List<String> values;
        private final Set<String> seen = new HashSet<>();

        Walk(String whole, String value, boolean isToRestrict) {
            this.isToRestrict = isToRestrict;
            this.whole = whole;
            this.value = value;
            this.values = QualifiedParamList.splitQueryStringByCommasIgnoreEscape(null, value);
        }

        void check(String type, String name) {
            if (!seen.add(type + " " + name)) {
                return;
            }
            if (name.startsWith(HAS + ":")) {
                String[] steps = name.split(":", 4);
                if (steps.length == 4) {
                    check(steps[1], steps[3]);
                }
                return;
            }
            String[] chain = name.split("\\.", 2);
            String[] first = chain[0].split(":", 2);
            Optional<String> modifier = first.length > 1 ? Optional.of(first[1]) : Optional.empty();
            if (first[0].startsWith("_")) {
                checkOfAllTypes(first[0], modifier);
                return;
            }
            RuntimeSearchParam parameter = parameters.getActiveSearchParam(
                    type, first[0], ISearchParamRegistry.SearchParamLookupContextEnum.SEARCH);
            if (parameter == null) {
                return;
            }
            if (chain.length > 1) {
                Collection<String> targets = modifier.isPresent() ? List.of(modifier.get()) : targets(parameter);
                targets.forEach(target -> check(target, chain[1]));
            } else {
                checkLast(parameter.getParamType(), modifier);
            }
        }

        private Collection<String> targets(RuntimeSearchParam parameter) {
            return parameter.getTargets().isEmpty() || parameter.getTargets().contains("Resource")
                    ? fhir.getResourceTypes()
                    : parameter.getTargets();
        }

        private void checkOfAllTypes(String name, Optional<String> modifier) {
            Set<String> known = OF_ALL_TYPES.get(name);
            if (known == null && !isToRestrict) {
                return;
            }
            if (known == null) {
                throw refusal("restricts nothing here; expected search parameters");
            }
            if (!isToRestrict) {
                checkModifier(ANY, modifier, false);
                return;
            }
            checkModifier(known, modifier, false);
            checkValues(name.equals("_lastUpdated") ? RestSearchParameterTypeEnum.DATE : null, modifier);
            if (name.equals("_list") && values.stream().anyMatch(list -> list.startsWith(FUNCTION))) {
                throw refusal("is for the ids of Lists; functions such as $current-problems are not known");
            }
        }

        private void checkLast(RestSearchParameterTypeEnum type, Optional<String> modifier) {
            if (!isToRestrict && !MODIFIERS.containsKey(type)) {
                return;
            }
            checkModifier(
                    MODIFIERS.getOrDefault(type, Set.of()), modifier, type == RestSearchParameterTypeEnum.REFERENCE);
            checkValues(type, modifier);
        }

        private void checkModifier(Set<String> known, Optional<String> modifier, boolean mayBeType) {
            modifier.filter(one -> !known.contains(one))
                    .filter(one -> !mayBeType || !fhir.getResourceTypes().contains(one))
                    .ifPresent(unknown -> {
                        throw refusal("has a modifier that is not known of it; expected "
                                + (known.isEmpty()
                                        ? "none"
                                        : "one of " + known.stream().sorted().toList())
                                + (mayBeType ? ", or a resource type" : ""));
                    });
        }

        private void checkValues(@Nullable RestSearchParameterTypeEnum type, Optional<String> modifier) {
            if (modifier.filter(MISSING::equals).isPresent()) {
                if (!value.equals("true") && !value.equals("false")) {
                    throw refusal("expected true or false");
                }
            } else if (isToRestrict && values.stream().allMatch(one -> isEmpty(one, type))) {
                throw refusal("has no value: everything would be found");
            }
        }

        private InvalidRequestException refusal(String what) {
            return new InvalidRequestException("\"" + whole + "\" " + what);
        }
    }

    /** Whether HAPI takes nothing from it. */
    private static boolean isEmpty(String value, @Nullable RestSearchParameterTypeEnum type) {
        if (type == null) {
            return isBlank(value, "|");
        }
        return switch (type) {
            case TOKEN -> isBlank(value, "|");
            case DATE, NUMBER -> PREFIX.matcher(value).matches();
            // A unit without a number is left out.
            case QUANTITY -> PREFIX.matcher(value.split("\\|", 2)[0]).matches();
            case COMPOSITE -> {
                String[] parts = UNESCAPED_DOLLAR.split(value, -1);
                yield parts.length < 2 || Arrays.stream(parts).anyMatch(part -> isBlank(part, "|"));
            }
            default -> value.isBlank();
        };
    }

    private static boolean isBlank(String value, String separator) {
        return value.replace(separator, "").isBlank();
    }
}
