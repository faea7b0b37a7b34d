package org.aliquot.ingest.hapi.schema;

/**
 * An index, foreign key or statistics target that HAPI's migration makes.
 *
 * @param definition of an index what follows {@code USING} in {@code pg_get_indexdef}; of a foreign key what
 *     {@code pg_get_constraintdef} says; of statistics the target
 */
public record StockObject(Kind kind, String table, String name, String definition) {
    /** What it is. */
    public enum Kind {
        /** Enforces uniqueness, mostly as a constraint: correctness, so no plan touches it. */
        UNIQUE,
        /** Serves queries only. */
        INDEX,
        FOREIGN_KEY,
        /** How large a sample of a column ANALYZE takes; named {@code table.column}. */
        STATISTICS
    }
}
