package org.aliquot.ingest.validate;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.validate.fhirpath.Scope;
import org.aliquot.ingest.validate.fhirpath.UnsureException;

/**
 * A profile as rules.
 *
 * @param url its canonical URL, without a version
 * @param type which resources may claim it
 * @param notCompiled what of it is not among the rules, in words
 * @param byEngine invariants that are evaluated by HAPI's FHIRPath engine
 */
public record ProfileRules(
        String url, String type, List<ElementRule> rules, List<String> notCompiled, List<EngineInvariant> byEngine) {
    public ProfileRules {
        rules = List.copyOf(rules);
        notCompiled = List.copyOf(notCompiled);
        byEngine = List.copyOf(byEngine);
    }

    /**
     * An invariant in FHIRPath's own words, of the root.
     *
     * @param expression about the resource
     */
    public record EngineInvariant(String key, String human, String expression) {
        /** Of the elements that a path leads to. */
        static EngineInvariant of(List<String> path, String key, String human, String expression) {
            return new EngineInvariant(
                    key, human, path.isEmpty() ? expression : String.join(".", path) + ".all(" + expression + ")");
        }
    }

    /** Checks, and hands back what HAPI's engine has to decide. */
    List<EngineInvariant> check(Scope scope, Faults faults) {
        List<EngineInvariant> left = byEngine;
        Spot root = new Spot(scope.resource(), Place.at(type));
        for (ElementRule rule : rules) {
            try {
                check(rule, scope, root, faults);
            } catch (UnsureException e) {
                left = both(left, List.of(((ElementRule.Invariant) rule).forEngine()));
            }
        }
        return left;
    }

    private static void check(ElementRule rule, Scope scope, Spot root, Faults faults) {
        if (rule.path().isEmpty()) {
            rule.check(scope, root, faults);
        } else {
            for (Spot spot : root.at(rule.path())) {
                rule.check(scope, spot, faults);
            }
        }
    }

    /** Both. */
    static ProfileRules of(String url, ProfileRules base, ProfileRules own) {
        return new ProfileRules(
                url,
                own.type,
                both(base.rules, own.rules),
                both(base.notCompiled, own.notCompiled),
                both(base.byEngine, own.byEngine));
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
