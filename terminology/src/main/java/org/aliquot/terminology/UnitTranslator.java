package org.aliquot.terminology;

import java.util.Optional;
import org.aliquot.lab.InstrumentId;

/** From a unit's text to its UCUM code. */
@FunctionalInterface
public interface UnitTranslator {
    /**
     * The UCUM unit of a text; its display is the code itself. No meaning when the text is damaged, ambiguous or unknown:
     * a unit is never repaired by guess.
     *
     * @param text as sent
     */
    Known<Concept> translate(InstrumentId from, String text);

    /** The UCUM unit alone. */
    default Optional<Concept> toUcum(InstrumentId from, String text) {
        return translate(from, text).meaning();
    }
}
