package org.aliquot.server.bulk;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.aliquot.ingest.job.LoadMode;

/** An initial load, once, whose tables take until somebody says so to be made good. */
final class SlowLoad implements LoadMode, LoadMode.Underway {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch making = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isStopped;
    private volatile boolean isAbandoned;

    @Override
    public synchronized Optional<Underway> begin() {
        boolean isFirst = begun.getCount() > 0;
        begun.countDown();
        return isFirst ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void complete(Consumer<String> progress) {
        progress.accept("an index");
        making.countDown();
        await(ended);
        if (isStopped) {
            throw new IllegalStateException("stopped", new java.sql.SQLException("canceled", "57014"));
        }
    }

    @Override
    public void stop() {
        isStopped = true;
        ended.countDown();
    }

    @Override
    public void abandon() {
        isAbandoned = true;
    }

    void untilItMakes() {
        await(making);
    }

    void end() {
        ended.countDown();
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("waited for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
