package org.aliquot.ingest.rows.json;

/** The value of a choice of types, and which it is: {@code valueQuantity}. */
public record Chosen(Field field, Object value) {}
