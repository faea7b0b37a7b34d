package org.aliquot.resource.parquet;

import java.util.List;

/**
 * An element of a resource type, and what it is made of.
 *
 * @param name its key in JSON: {@code code}, {@code valueQuantity}
 * @param isList whether its JSON is an array
 * @param parts of a {@link Kind#GROUP}, in the order of their columns; of others none
 */
public record Element(String name, Kind kind, boolean isList, List<Element> parts) {
    /** What becomes of its values. */
    public enum Kind {
        /** As written. */
        TEXT,
        /** As written, and beside it a number. */
        DECIMAL,
        INTEGER,
        /** An integer that is not negative. */
        COUNT,
        BOOLEAN,
        /** A dateTime or an instant as written, and beside it a moment. */
        TIME,
        /** What its base64 says. */
        BYTES,
        /** Its JSON as it stands: what is open or within itself. */
        JSON,
        /** A column for each of its parts. */
        GROUP
    }

    public Element {
        parts = List.copyOf(parts);
    }

    public static Element of(String name, Kind kind, boolean isList) {
        return new Element(name, kind, isList, List.of());
    }
}
