package org.aliquot.resource.parquet;

/** How elements become columns. */
public enum Layout {
    /** Structures are groups, what repeats is a LIST. */
    NESTED,
    /** Structures are columns, {@code subject_reference}; what repeats is its JSON. */
    FLAT
}
