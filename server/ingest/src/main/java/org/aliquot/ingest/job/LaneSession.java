package org.aliquot.ingest.job;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.TransactionStep;
import org.jspecify.annotations.Nullable;

/** A stream of lines into a store; a session that failed is followed by another. */
final class LaneSession implements AutoCloseable {
    private final BulkStore store;
    private @Nullable BulkSession session;

    LaneSession(BulkStore store) {
        this.store = store;
    }

    /** As {@link BulkSession#store}, where no session can be had too. */
    CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step) {
        if (session == null) {
            try {
                session = store.open();
            } catch (StoreUnavailableException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return session.store(batch, step);
    }

    /** Waits until nothing is under way, and ends the session; the next batch begins another. */
    @Override
    public void close() {
        BulkSession ended = session;
        session = null;
        if (ended != null) {
            ended.close();
        }
    }
}
