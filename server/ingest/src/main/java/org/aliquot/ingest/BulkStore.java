package org.aliquot.ingest;

/**
 * Stores resources by the hundred thousand: each line for itself, many in one transaction.
 *
 * <p>Two stages, so that a caller can overlap them: {@link #prepare} costs processor time and knows no database; a {@link
 * BulkSession} writes. Thread-safe.
 */
public interface BulkStore {
    /**
     * Reads, checks and takes apart one line. May run on many threads at once.
     *
     * @throws LineRefusedException when it can never be stored
     */
    PreparedLine prepare(SourceLine line) throws LineRefusedException;

    /**
     * Begins to write one stream of lines. Sessions are independent of each other; close each.
     *
     * @throws StoreUnavailableException when the database cannot be had
     */
    BulkSession open();
}
