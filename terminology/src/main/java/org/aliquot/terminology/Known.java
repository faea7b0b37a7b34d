package org.aliquot.terminology;

import java.util.Objects;
import java.util.Optional;

/**
 * What the tables say about a text.
 *
 * @param listed a row has it, or it needs none; when false, a person may want to add a row
 * @param meaning empty when no row has it, or when the row says that no standard code exists
 */
public record Known<T>(boolean listed, Optional<T> meaning) {
    public Known {
        Objects.requireNonNull(meaning, "meaning");
    }

    public static <T> Known<T> as(T meaning) {
        return new Known<>(true, Optional.of(meaning));
    }

    /** Known, and no standard has a code for it. */
    public static <T> Known<T> withoutCode() {
        return new Known<>(true, Optional.empty());
    }

    /** In no table. */
    public static <T> Known<T> not() {
        return new Known<>(false, Optional.empty());
    }
}
