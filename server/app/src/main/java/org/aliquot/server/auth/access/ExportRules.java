package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aliquot.server.auth.scope.Category;
import org.aliquot.server.auth.scope.Interaction;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** What bulk exports may hold: as much as their bearer could read one by one. */
public final class ExportRules {
    private final AccessRules rules;

    public ExportRules(FhirContext fhir, Sensitive sensitive) {
        this.rules = new AccessRules(fhir, new PatientCompartment(fhir), sensitive);
    }

    /** What is exported, as far as it matters here. */
    public enum Span {
        SYSTEM,
        /** Of patients: what belongs to one is found through the patient. */
        PATIENTS,
        GROUP
    }

    /**
     * What of each type may be exported; a type that is not limited has no limits.
     *
     * @param types what the client asks for; empty: whatever there is
     * @return by type; empty where all of every type may be
     * @throws ForbiddenOperationException where more is asked for than the scopes allow
     */
    public SortedMap<String, List<ExportLimit>> limits(Access access, Span span, SortedSet<String> types) {
        if (rules.mayWithAll(access, Interaction.READ, "*") || rules.mayWithAll(access, Interaction.SEARCH, "*")) {
            return withoutLimits(types);
        }
        if (span == Span.GROUP && !mayWithEverybodys(access, "Group")) {
            throw new ForbiddenOperationException("an export of a Group needs a scope that allows reading all of them");
        }
        if (span != Span.SYSTEM && !mayWithEverybodys(access, "Patient")) {
            throw new ForbiddenOperationException(
                    "an export by patients needs a scope that allows reading all of them");
        }
        Collection<String> asked = types.isEmpty() ? rules.typesIn(access) : types;
        if (asked.isEmpty()) {
            throw new ForbiddenOperationException("no scope of this token allows exporting anything");
        }
        SortedMap<String, List<ExportLimit>> limits = new TreeMap<>();
        asked.forEach(type -> limits.put(type, limitsOf(access, type)));
        return limits;
    }

    /** By type, what the bearer may read of everybody; empty where that is everything. */
    public Optional<SortedMap<String, List<ExportLimit>>> readable(Access access) {
        if (mayAskAboutOthers(access)) {
            return Optional.empty();
        }
        SortedMap<String, List<ExportLimit>> readable = new TreeMap<>();
        for (String type : rules.typesIn(access)) {
            ofEverybody(access, type).ifPresent(limits -> readable.put(type, limits));
        }
        return Optional.of(readable);
    }

    /** All patients', however labelled: what is sensitive is left out of the files. */
    private boolean mayWithEverybodys(Access access, String type) {
        return rules.limits(access, Interaction.READ, type).stream()
                .anyMatch(
                        limit -> limit.patient().isEmpty() && limit.categories().isEmpty());
    }

    private List<ExportLimit> limitsOf(Access access, String type) {
        return ofEverybody(access, type)
                .orElseThrow(() -> new ForbiddenOperationException(
                        "no scope of this token allows exporting " + type + "; name the types that one does in _type"));
    }

    private Optional<List<ExportLimit>> ofEverybody(Access access, String type) {
        List<Limit> limits = rules.limits(access, Interaction.READ, type);
        if (limits.isEmpty()
                || limits.stream().anyMatch(limit -> limit.patient().isPresent())) {
            return Optional.empty();
        }
        return Optional.of(
                limits.stream().anyMatch(Limit::isNone)
                        ? List.of()
                        : limits.stream()
                                .map(limit -> new ExportLimit(limit.categories(), limit.isWithoutSensitive()))
                                .toList());
    }

    private static SortedMap<String, List<ExportLimit>> withoutLimits(SortedSet<String> types) {
        return types.stream()
                .collect(Collectors.toMap(type -> type, type -> List.of(), (one, same) -> one, TreeMap::new));
    }

    /** Whether the bearer may ask about other resources than those of the answer: chains, {@code _has} and the like. */
    public boolean mayAskAboutOthers(Access access) {
        return rules.mayWithAll(access, Interaction.READ, "*") || rules.mayWithAll(access, Interaction.SEARCH, "*");
    }

    /** Whether the bearer may change what is of everybody, such as views. */
    public boolean mayChangeAll(Access access) {
        return rules.mayEverything(access);
    }

    /** The limit as parameters of a search, without {@code ?}; empty where there is nothing to ask for. */
    public String asSearch(ExportLimit limit) {
        String categories = limit.categories().stream().map(Category::toString).collect(Collectors.joining(","));
        String parameters = (categories.isEmpty() ? "" : "&category=" + categories)
                + (limit.isWithoutSensitive() ? rules.sensitive().excludingInUrl() : "");
        return parameters.isEmpty() ? "" : parameters.substring(1);
    }

    /** Whether a resource is within one of the limits of its type; where there are none, it is. */
    public boolean isWithin(Map<String, List<ExportLimit>> limits, IBaseResource resource) {
        List<ExportLimit> ofType = limits.getOrDefault(resource.fhirType(), List.of());
        return ofType.isEmpty() || ofType.stream().anyMatch(limit -> rules.isWithin(limit, resource));
    }
}
