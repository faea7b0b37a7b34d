package org.aliquot.ingest.hapi.table;

import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.ResourceRows;

/**
 * A resource that is to be written, with what can be counted and hashed of it before the database is asked.
 *
 * @param rows the resource as rows
 * @param hash HASH_SHA256 of its text
 * @param counts its index rows by table
 */
public record Candidate(ResourceRows rows, String hash, RowCounts counts) {
    /** Hashes and counts; costs processor time, needs no database. */
    public static Candidate of(ResourceRows rows) {
        RowCounts counts = new RowCounts();
        for (IndexRow row : rows.index()) {
            counts.add(IndexTable.of(row));
        }
        counts.add(IndexTable.LINK, rows.links().size());
        return new Candidate(rows, ContentHash.of(rows.text()), counts);
    }
}
