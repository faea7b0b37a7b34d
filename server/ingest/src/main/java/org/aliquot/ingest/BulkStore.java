package org.aliquot.ingest;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Stores resources by the hundred thousand: each line for itself, many in one transaction.
 *
 * <p>Two stages, so that a caller can overlap them: {@link #prepare} costs processor time and knows no database; {@link
 * #store} writes. Thread-safe.
 */
public interface BulkStore {
    /**
     * Reads, checks and takes apart one line. May run on many threads at once.
     *
     * @throws LineRefusedException when it can never be stored
     */
    PreparedLine prepare(SourceLine line) throws LineRefusedException;

    /**
     * Stores lines that were prepared here. A resource without id gets one; a known id is updated, unchanged content makes
     * no new version; several lines of one id are applied in order. References inside the batch resolve whatever the
     * order.
     *
     * <p>Batches commit in the order of the calls, although the next may be under way before the last is done: when one
     * fails, those submitted after it fail too and nothing of them is stored. Call from one thread at a time.
     *
     * @param step runs in the transaction, after the rows; a failure of it rolls the batch back
     * @return completes once the transaction is durable, with one outcome for each line in the batch's order; a line that
     *     is {@link Outcome.Refused} or {@link Outcome.Unresolved} keeps no other from being stored. Completes
     *     exceptionally with {@link StoreUnavailableException} when the database cannot be had; nothing is stored then,
     *     and the same batch may be submitted again
     */
    CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step);
}
