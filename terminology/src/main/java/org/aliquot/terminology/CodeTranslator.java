package org.aliquot.terminology;

import java.util.Optional;
import org.aliquot.lab.InstrumentId;

/** From an instrument's own test codes to LOINC. */
public interface CodeTranslator {
    /**
     * The LOINC term of a local test code.
     *
     * @param from the sender; tables belong to its dialect, and one device may have entries of its own
     * @param localCode as on the wire, padding removed
     * @param unit the unit's text as sent, empty when none was; part of the key, because glucose in mg/dL and in mmol/L
     *     are two LOINC terms
     * @return empty when no table has it: nothing is guessed
     */
    Optional<Concept> toLoinc(InstrumentId from, String localCode, String unit);
}
