package org.aliquot.terminology;

import java.util.Optional;
import org.aliquot.lab.InstrumentId;

/** From a unit's text to its UCUM code. */
@FunctionalInterface
public interface UnitTranslator {
    /**
     * The UCUM unit of a text.
     *
     * @param text as sent
     * @return a concept in UCUM whose display is the code itself; empty when the text is damaged, ambiguous or unknown:
     *     a unit is never repaired by guess
     */
    Optional<Concept> toUcum(InstrumentId from, String text);
}
