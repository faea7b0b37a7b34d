package org.aliquot.ingest.hapi.table;

/** How many rows go into each index table. */
final class RowCounts {
    private final int[] counts = new int[IndexTable.values().length];

    void add(IndexTable table) {
        counts[table.ordinal()]++;
    }

    void add(IndexTable table, int more) {
        counts[table.ordinal()] += more;
    }

    void add(RowCounts other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    int of(IndexTable table) {
        return counts[table.ordinal()];
    }

    boolean has(IndexTable table) {
        return of(table) > 0;
    }
}
