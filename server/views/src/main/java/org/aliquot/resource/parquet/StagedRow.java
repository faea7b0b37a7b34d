package org.aliquot.resource.parquet;

import java.util.Arrays;
import org.apache.parquet.io.api.Binary;

/**
 * A row's values before they go into columns: columns cannot take back what they were given, and a resource may turn out unreadable at its
 * last byte.
 */
final class StagedRow {
    // What it is, column or first column, repetition, definition, and two words for the value.
    private static final int STRIDE = 6;

    private static final int NULLS = 0;
    private static final int BINARY = 1;
    private static final int INT = 2;
    private static final int LONG = 3;
    private static final int BOOLEAN = 4;

    private final Bytes bytes = new Bytes();
    private int[] values = new int[STRIDE * 256];
    private int end;

    void clear() {
        bytes.clear();
        end = 0;
    }

    /** Where bytes of values are added before they are values. */
    Bytes bytes() {
        return bytes;
    }

    /** No value in any of some columns. */
    void nulls(int from, int to, int repetition, int definition) {
        add(NULLS, from, repetition, definition, to, 0);
    }

    /** What was added to the bytes since they had a size. */
    void binary(int column, int repetition, int definition, int since) {
        add(BINARY, column, repetition, definition, since, bytes.size() - since);
    }

    void integer(int column, int repetition, int definition, int value) {
        add(INT, column, repetition, definition, value, 0);
    }

    void bigint(int column, int repetition, int definition, long value) {
        add(LONG, column, repetition, definition, (int) (value >> Integer.SIZE), (int) value);
    }

    void bool(int column, int repetition, int definition, boolean value) {
        add(BOOLEAN, column, repetition, definition, value ? 1 : 0, 0);
    }

    private void add(int what, int column, int repetition, int definition, int one, int two) {
        if (end + STRIDE > values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[end] = what;
        values[end + 1] = column;
        values[end + 2] = repetition;
        values[end + 3] = definition;
        values[end + 4] = one;
        values[end + 5] = two;
        end += STRIDE;
    }

    /** What columns keep of the bytes they copy. */
    void writeTo(Columns columns) {
        for (int i = 0; i < end; i += STRIDE) {
            int column = values[i + 1];
            int repetition = values[i + 2];
            int definition = values[i + 3];
            int one = values[i + 4];
            int two = values[i + 5];
            switch (values[i]) {
                case NULLS -> columns.nulls(column, one, repetition, definition);
                case BINARY ->
                    columns.binary(column, Binary.fromReusedByteArray(bytes.array(), one, two), repetition, definition);
                case INT -> columns.integer(column, one, repetition, definition);
                case LONG ->
                    columns.bigint(column, (long) one << Integer.SIZE | two & 0xffff_ffffL, repetition, definition);
                case BOOLEAN -> columns.bool(column, one == 1, repetition, definition);
                default -> throw new IllegalStateException("value of kind " + values[i]);
            }
        }
    }
}
