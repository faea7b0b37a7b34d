package org.aliquot.ingest.rows.json;

import org.jspecify.annotations.Nullable;

/**
 * A place for values in an element.
 *
 * @param slot its number in the element, in the order of the definition
 * @param elementName as expressions name it: {@code value} for {@code value[x]}
 * @param repeating whether JSON has an array
 * @param only its one field; null where there is a choice of types
 */
public record Child(
        int slot,
        String elementName,
        boolean repeating,
        @Nullable Field only) {
    /** Whether its values are {@link Chosen}. */
    public boolean isChoice() {
        return only == null;
    }
}
