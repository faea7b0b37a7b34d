package org.aliquot.terminology;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the tables say about a local test code in a unit. */
public sealed interface Translation {

    /**
     * One LOINC term.
     *
     * @param defaultUnit UCUM unit of a result that was sent without one, where the tables know it
     */
    record Term(Concept loinc, Optional<Concept> defaultUnit) implements Translation {
        public Term {
            Objects.requireNonNull(loinc, "loinc");
            Objects.requireNonNull(defaultUnit, "defaultUnit");
        }
    }

    /** The code is known, and LOINC has no term for it. Nothing to mend. */
    record NoTerm() implements Translation {}

    /**
     * The code is known, but not in a unit of this kind.
     *
     * @param expected the units the tables have for it, in UCUM; an empty text stands for "no unit"
     * @param soleTerm the term, if every unit leads to the same one: what the test is, when there is no number to misread
     */
    record WrongUnit(List<String> expected, Optional<Concept> soleTerm) implements Translation {
        public WrongUnit {
            expected = List.copyOf(expected);
            Objects.requireNonNull(soleTerm, "soleTerm");
        }
    }

    /** The code is known; the unit's text is not understood, so which term it is stays open. */
    record UnknownUnit() implements Translation {}

    /** No table has the code. */
    record UnknownCode() implements Translation {}
}
