package org.aliquot.server.oracle.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A row as it is compared: column names and values, null for SQL's null. */
record Row(Map<String, @Nullable String> values) {
    Row {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The row with the moments in it said by {@code place}. */
    Row withMoments(UnaryOperator<String> place) {
        Map<String, @Nullable String> placed = new LinkedHashMap<>(values);
        placed.replaceAll((column, value) ->
                value != null && ColumnKind.of(column) == ColumnKind.MOMENT ? place.apply(value) : value);
        return new Row(placed);
    }

    /** Every moment in it. */
    List<String> moments() {
        List<String> moments = new ArrayList<>();
        values.forEach((column, value) -> {
            if (value != null && ColumnKind.of(column) == ColumnKind.MOMENT) {
                moments.add(value);
            }
        });
        return moments;
    }

    /** The columns in which the other row has something else. */
    List<String> columnsUnlike(Row other) {
        Map<String, @Nullable String> all = new TreeMap<>(values);
        all.putAll(other.values);
        return all.keySet().stream()
                .filter(column -> !Objects.equals(values.get(column), other.values.get(column)))
                .toList();
    }

    @Override
    public String toString() {
        Map<String, String> present = new LinkedHashMap<>();
        values.forEach((column, value) -> {
            if (value != null) {
                present.put(column, value);
            }
        });
        return present.toString();
    }
}
