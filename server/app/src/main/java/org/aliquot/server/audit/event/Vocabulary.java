package org.aliquot.server.audit.event;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The code systems of what entries are searched by: they are stored without. */
public final class Vocabulary {
    /** What FHIR R4 calls interactions (valueset-type-restful-interaction), and HAPI answers. */
    private static final Set<String> INTERACTIONS = Set.of(
            "read",
            "vread",
            "update",
            "patch",
            "delete",
            "history",
            "history-instance",
            "history-type",
            "history-system",
            "create",
            "search",
            "search-type",
            "search-system",
            "capabilities",
            "transaction",
            "batch",
            "operation");

    private static final Set<String> ACTIONS = Set.of("C", "R", "U", "D", "E");
    private static final Set<String> OUTCOMES = Set.of("0", "4", "8", "12");

    /** By search parameter, by system. */
    private static final Map<String, Map<String, Set<String>>> CODES = Map.of(
            "type", systems(kind -> Optional.of(kind.type())),
            "subtype", subtypes(),
            // As R4 names them, and as HL7's terminology server does.
            "action",
                    Map.of(
                            "http://hl7.org/fhir/audit-event-action",
                            ACTIONS,
                            "http://terminology.hl7.org/CodeSystem/audit-event-action",
                            ACTIONS),
            "outcome",
                    Map.of(
                            "http://hl7.org/fhir/audit-event-outcome",
                            OUTCOMES,
                            "http://terminology.hl7.org/CodeSystem/audit-event-outcome",
                            OUTCOMES));

    private Vocabulary() {}

    private static Map<String, Set<String>> systems(Function<Kind, Optional<Kind.Code>> what) {
        return Arrays.stream(Kind.values())
                .map(what)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(
                        Kind.Code::system, Collectors.mapping(Kind.Code::code, Collectors.toCollection(TreeSet::new))));
    }

    private static Map<String, Set<String>> subtypes() {
        Map<String, Set<String>> systems = systems(Kind::subtype);
        systems.get(Kind.Code.INTERACTIONS).addAll(INTERACTIONS);
        return systems;
    }

    /**
     * Which codes a token asks for (FHIR R4 search.html#token).
     *
     * @param system null: any; empty: none, and all of ours have one
     * @param code null or empty: all of the system
     */
    public static Set<String> codes(String parameter, @Nullable String system, @Nullable String code) {
        boolean isAny = Objects.toString(code, "").isEmpty();
        if (system == null) {
            return isAny ? Set.of() : Set.of(code);
        }
        Set<String> known = CODES.get(parameter).getOrDefault(system, Set.of());
        if (isAny) {
            return known;
        }
        return known.contains(code) ? Set.of(code) : Set.of();
    }
}
