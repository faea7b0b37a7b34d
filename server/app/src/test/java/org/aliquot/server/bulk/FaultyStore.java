package org.aliquot.server.bulk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.TransactionStep;

/** A store behind a network that fails as it is told. */
final class FaultyStore implements BulkStore {
    private final BulkStore store;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final CountDownLatch firstBatch = new CountDownLatch(1);
    private volatile long delayMillis;

    /** What becomes of a batch. */
    enum Fault {
        NONE,
        /** It does not reach the database. */
        LOST,
        /** It is stored, but the answer is lost. */
        UNANSWERED,
        /** No session can be had for it. */
        UNREACHABLE
    }

    FaultyStore(BulkStore store, Fault... faults) {
        this.store = store;
        this.faults.addAll(List.of(faults));
    }

    FaultyStore slowedBy(long millis) {
        delayMillis = millis;
        return this;
    }

    void untilFirstBatch() throws InterruptedException {
        firstBatch.await();
    }

    @Override
    public PreparedLine prepare(SourceLine line) throws LineRefusedException {
        return store.prepare(line);
    }

    @Override
    public BulkSession open() {
        if (isNextUnreachable()) {
            throw away();
        }
        BulkSession session = store.open();
        return new BulkSession() {
            private boolean isBroken;

            @Override
            public CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step) {
                Fault fault = isBroken ? Fault.LOST : next();
                if (fault != Fault.LOST) {
                    CompletableFuture<List<Outcome>> result = session.store(batch, step);
                    pause();
                    firstBatch.countDown();
                    if (fault == Fault.NONE) {
                        return result;
                    }
                    result.join();
                }
                isBroken = true;
                return CompletableFuture.failedFuture(away());
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    private static StoreUnavailableException away() {
        return new StoreUnavailableException("the network is away", new java.sql.SQLTransientException());
    }

    private synchronized boolean isNextUnreachable() {
        if (faults.peek() != Fault.UNREACHABLE) {
            return false;
        }
        faults.remove();
        return true;
    }

    private synchronized Fault next() {
        return faults.isEmpty() ? Fault.NONE : faults.poll();
    }

    private void pause() {
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
