package org.aliquot.server.auth.smart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.server.auth.scope.Category;
import org.aliquot.server.auth.scope.Interaction;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.ResourceScope;
import org.aliquot.server.auth.scope.Scope;

/** Scopes as a person reads them, and what less a person may give. */
final class Words {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(ResourceScope.ANY_TYPE, "everything on record"),
            Map.entry("Patient", "name, birth date, address and numbers"),
            Map.entry("Observation", "laboratory results and other measurements"),
            Map.entry("DiagnosticReport", "reports"),
            Map.entry("Specimen", "specimens"),
            Map.entry("ServiceRequest", "orders"),
            Map.entry("Condition", "problems and diagnoses"),
            Map.entry("Encounter", "visits"),
            Map.entry("Practitioner", "names of staff"),
            Map.entry("Organization", "names of organisations"),
            Map.entry("Device", "devices"),
            Map.entry("Provenance", "where results come from"));

    private static final Map<NamedScope, String> NAMED = Map.ofEntries(
            Map.entry(NamedScope.OPENID, "know who you are"),
            Map.entry(NamedScope.FHIR_USER, "see your own entry (name and role)"),
            Map.entry(NamedScope.PROFILE, "see your own entry (name and role)"),
            Map.entry(NamedScope.OFFLINE_ACCESS, "keep this access when you are not there, until you take it back"),
            Map.entry(NamedScope.ONLINE_ACCESS, "keep this access while you work"),
            Map.entry(NamedScope.LAUNCH, "be told what you are working on"),
            Map.entry(NamedScope.LAUNCH_PATIENT, "be told which patient this is about"),
            Map.entry(NamedScope.LAUNCH_ENCOUNTER, "be told which visit this is about"),
            Map.entry(NamedScope.SENSITIVE, "see sensitive results, too"),
            Map.entry(NamedScope.BREAK_GLASS, "see sensitive results in an emergency, with a reason that is kept"));

    private static final String OBSERVATION = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final String CONDITION = "http://terminology.hl7.org/CodeSystem/condition-category";
    private static final String US_CORE = "http://hl7.org/fhir/us/core/CodeSystem/";

    /** Parts of a type that can be given by themselves. The categories are those of US Core. */
    private static final Map<String, Map<Category, String>> PARTS = Map.of(
            "Observation",
            Map.of(
                    new Category(OBSERVATION, "laboratory"), "laboratory results",
                    new Category(OBSERVATION, "vital-signs"), "vital signs",
                    new Category(OBSERVATION, "social-history"), "social history",
                    new Category(OBSERVATION, "survey"), "questionnaires",
                    new Category(US_CORE + "us-core-category", "sdoh"), "social circumstances"),
            "Condition",
            Map.of(
                    new Category(CONDITION, "encounter-diagnosis"), "diagnoses of visits",
                    new Category(CONDITION, "problem-list-item"), "the problem list",
                    new Category(US_CORE + "condition-category", "health-concern"), "health concerns"));

    private static final Set<String> TYPES_OF_ALL = new TreeSet<>(Set.of(
            "Patient", "Observation", "DiagnosticReport", "Specimen", "ServiceRequest", "Condition", "Encounter"));

    private Words() {}

    static String of(Scope scope) {
        if (!(scope instanceof ResourceScope resources)) {
            return NAMED.getOrDefault(scope, scope.toString());
        }
        String whose = switch (resources.context()) {
            case PATIENT -> "of this patient";
            case USER -> "of all patients whom you may see";
            case SYSTEM -> "of all patients";
        };
        String what = resources.categories().isEmpty()
                ? TYPES.getOrDefault(resources.type(), resources.type())
                : String.join(
                        ", ",
                        resources.categories().stream()
                                .map(category -> partName(resources.type(), category))
                                .toList());
        return verbs(resources.interactions()) + ": " + what + " " + whose;
    }

    private static String partName(String type, Category category) {
        return PARTS.getOrDefault(type, Map.of()).getOrDefault(category, category.code());
    }

    private static String verbs(Set<Interaction> interactions) {
        List<String> verbs = new ArrayList<>();
        if (interactions.contains(Interaction.READ) || interactions.contains(Interaction.SEARCH)) {
            verbs.add("see");
        }
        if (interactions.contains(Interaction.CREATE)) {
            verbs.add("add");
        }
        if (interactions.contains(Interaction.UPDATE)) {
            verbs.add("change");
        }
        if (interactions.contains(Interaction.DELETE)) {
            verbs.add("delete");
        }
        return String.join(", ", verbs);
    }

    /** Scopes that together give less than this one, for whoever does not want to give all of it. */
    static List<ResourceScope> partsOf(Scope scope) {
        if (!(scope instanceof ResourceScope resources)
                || !resources.categories().isEmpty()) {
            return List.of();
        }
        if (resources.type().equals(ResourceScope.ANY_TYPE)) {
            return TYPES_OF_ALL.stream()
                    .map(type -> part(resources, type, new TreeSet<>()))
                    .toList();
        }
        return PARTS.getOrDefault(resources.type(), Map.of()).keySet().stream()
                .sorted()
                .map(category -> part(resources, resources.type(), new TreeSet<>(Set.of(category))))
                .toList();
    }

    private static ResourceScope part(ResourceScope of, String type, TreeSet<Category> categories) {
        return new ResourceScope(of.context(), type, of.interactions(), categories, of.isVersion1());
    }
}
