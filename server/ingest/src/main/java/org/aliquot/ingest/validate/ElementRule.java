package org.aliquot.ingest.validate;

import java.util.List;
import java.util.function.Predicate;
import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.validate.fhirpath.Expression;
import org.aliquot.ingest.validate.fhirpath.Node;
import org.aliquot.ingest.validate.fhirpath.Scope;

/** One rule of a profile for the elements that a path leads to (FHIR R4 profiling.html). */
sealed interface ElementRule {
    /** From the profile's root; {@code value} for {@code value[x]}. */
    List<String> path();

    void check(Scope scope, Spot spot, Faults faults);

    /**
     * How many children of a name there must be; of a slice, how many of them that belong to it.
     *
     * @param path of the parent
     * @param label for a person: the element, or {@code category:laboratory}
     * @param slice which children count
     */
    record Count(List<String> path, String name, String label, int least, int most, Predicate<Node> slice)
            implements ElementRule {
        @Override
        public void check(Scope scope, Spot spot, Faults faults) {
            int count = 0;
            for (Node child : spot.node().children(name)) {
                count += slice.test(child) ? 1 : 0;
            }
            if (count < least) {
                faults.add(Kind.REQUIRED, spot.place().child(label), "found " + count + ", expected at least " + least);
            } else if (count > most) {
                faults.add(Kind.STRUCTURE, spot.place().child(label), "found " + count + ", expected at most " + most);
            }
        }
    }

    /** What the element must be: a fixed value, a pattern, a code of a value set. */
    record Must(List<String> path, Kind kind, String what, Predicate<Node> test) implements ElementRule {
        @Override
        public void check(Scope scope, Spot spot, Faults faults) {
            if (!test.test(spot.node())) {
                faults.add(kind, spot.place(), what);
            }
        }
    }

    /** An invariant (ElementDefinition.constraint). */
    record Invariant(List<String> path, String key, String human, Expression expression) implements ElementRule {
        /** The same for HAPI's engine. */
        ProfileRules.EngineInvariant forEngine() {
            return ProfileRules.EngineInvariant.of(path, key, human, expression.toString());
        }

        @Override
        public void check(Scope scope, Spot spot, Faults faults) {
            if (!expression.holds(scope, spot.node())) {
                faults.add(Kind.INVARIANT, spot.place(), key + ": " + human);
            }
        }
    }
}
