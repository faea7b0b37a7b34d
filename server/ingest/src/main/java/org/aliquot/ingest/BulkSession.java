package org.aliquot.ingest;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One stream of batches into the database, in order. For one thread. */
public interface BulkSession extends AutoCloseable {
    /**
     * Stores lines that this session's store prepared. A resource without id gets one; a known id is updated, unchanged
     * content makes no new version; several lines of one id are applied in order. References inside the batch, and to
     * batches before it, resolve whatever the order.
     *
     * <p>Batches commit in the order of the calls, although the next may be under way before the last is done. Returns at
     * once or, while too many are under way, when one of them has ended.
     *
     * @param step runs in the transaction, after the rows; a failure of it rolls the batch back
     * @return completes once the transaction is durable, with one outcome for each line in the batch's order; a line that
     *     is {@link Outcome.Refused} or {@link Outcome.Unresolved} keeps no other from being stored. Completes
     *     exceptionally with {@link StoreUnavailableException} when the database cannot be had. Nothing of that batch is
     *     stored then, nor of any after it: the session is at its end, and a new one takes the same batches again
     */
    CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step);

    /** Waits for what is under way. */
    @Override
    void close();
}
