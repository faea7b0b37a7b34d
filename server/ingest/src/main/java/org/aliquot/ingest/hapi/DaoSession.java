package org.aliquot.ingest.hapi;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.TransactionStep;
import org.jspecify.annotations.Nullable;

/** One batch after the other, on the caller's thread; after a failure none. */
final class DaoSession implements BulkSession {
    private final HapiDaoBulkStore store;
    private @Nullable CompletableFuture<List<Outcome>> failed;

    DaoSession(HapiDaoBulkStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step) {
        if (failed != null) {
            return failed;
        }
        CompletableFuture<List<Outcome>> stored = store.store(batch, step);
        if (stored.isCompletedExceptionally()) {
            failed = stored;
        }
        return stored;
    }

    @Override
    public void close() {
        // Nothing is ever under way between two calls.
    }
}
