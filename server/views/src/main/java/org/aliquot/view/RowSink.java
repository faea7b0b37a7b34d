package org.aliquot.view;

import java.io.IOException;

/** Takes rows, one after the other. */
@FunctionalInterface
public interface RowSink {
    /**
     * @param row a value for each of the view's columns, in their order; null where there is none. By {@link ColumnKind}: String,
     *     Boolean, Integer, Long, BigDecimal, JsonNode; a column with {@code collection} has a List of them, maybe an empty one. The array
     *     is the caller's again afterwards: copy what is kept
     */
    void row(Object[] row) throws IOException;
}
