package org.aliquot.terminology;

import java.util.Optional;
import org.aliquot.lab.InstrumentId;

/** From an instrument's own test codes to LOINC. */
@FunctionalInterface
public interface CodeTranslator {
    /**
     * What the tables say about a local test code.
     *
     * @param from the sender; tables belong to its dialect, and one device may have rows of its own
     * @param localCode as on the wire, padding removed; a LOINC code sent by a device is a local code like any other
     * @param unit the unit's text as sent, empty when none was; part of the key, because glucose in mg/dL and in mmol/L
     *     are two LOINC terms
     */
    Translation translate(InstrumentId from, String localCode, String unit);

    /** The LOINC term alone; empty when the tables have none: nothing is guessed. */
    default Optional<Concept> toLoinc(InstrumentId from, String localCode, String unit) {
        return translate(from, localCode, unit) instanceof Translation.Term term
                ? Optional.of(term.loinc())
                : Optional.empty();
    }
}
