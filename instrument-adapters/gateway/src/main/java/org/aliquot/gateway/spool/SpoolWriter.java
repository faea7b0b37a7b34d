package org.aliquot.gateway.spool;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all that waits, commits it as one transaction and only then lets the callers go
 * on: connections that wait at the same moment share one fsync.
 */
final class SpoolWriter implements AutoCloseable {
    /** What to write; runs inside a transaction, perhaps twice (see {@link #commitOneByOne}). */
    interface Work<T> {
        T run(Db db) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final int WAITING = 1024;
    private static final int PATIENCE_SECONDS = 10;
    private static final int TOGETHER = 256;

    private record Task<T>(Work<T> work, CompletableFuture<T> done) {
        Runnable run(Db db) throws SQLException {
            T result = work.run(db);
            return () -> done.complete(result);
        }

        void failed(Throwable e) {
            done.completeExceptionally(e);
        }
    }

    private final Db db;
    private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile boolean closing;

    SpoolWriter(Db db) {
        this.db = db;
        this.thread = new Thread(this::run, "spool-writer");
        // Daemon: a stuck caller must not keep a stopped process alive. What is committed is safe without it.
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Writes and returns once it is durable.
     *
     * @throws SpoolException when it is not; then nothing of this work is kept
     */
    <T> T write(Work<T> work) {
        Task<T> task = new Task<>(work, new CompletableFuture<>());
        try {
            synchronized (this) {
                if (closing) {
                    throw new SpoolException("spool is closed; nothing more can be kept");
                }
                // Inside the lock, so that no task can slip in behind the last one close() waits for.
                if (!queue.offer(task, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new SpoolException("the disk does not keep up: " + WAITING + " writes wait already");
                }
            }
            return task.done().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SpoolException("interrupted while waiting for the disk; do not acknowledge", e);
        } catch (ExecutionException e) {
            throw new SpoolException("spool could not write: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private void run() {
        List<Task<?>> tasks = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty()) {
                tasks.add(queue.take());
                queue.drainTo(tasks, TOGETHER - 1);
                commitTogether(tasks);
                tasks.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // After an interrupt: whoever still waits, or comes later, must hear that nothing was kept.
            closing = true;
            queue.drainTo(tasks);
            tasks.forEach(task -> task.failed(new SpoolException("spool is closed; nothing more can be kept")));
        }
    }

    private void commitTogether(List<Task<?>> tasks) {
        List<Runnable> releases = new ArrayList<>(tasks.size());
        try {
            db.begin();
            for (Task<?> task : tasks) {
                releases.add(task.run(db));
            }
            db.commit();
        } catch (SQLException | RuntimeException | Error e) {
            // Errors too: were this thread to end, every connection would wait for ever.
            rollback();
            if (tasks.size() == 1) {
                tasks.get(0).failed(e);
            } else {
                commitOneByOne(tasks);
            }
            return;
        }
        releases.forEach(Runnable::run);
    }

    /** One bad task must not take its neighbours' promises with it. */
    private void commitOneByOne(List<Task<?>> tasks) {
        for (Task<?> task : tasks) {
            commitTogether(List.of(task));
        }
    }

    private void rollback() {
        try {
            db.rollback();
        } catch (SQLException | RuntimeException e) {
            // SQLite itself rolls back on a full disk or an I/O error; then there is no transaction left to end.
            LOG.warn("spool: rollback said: {}", e.getMessage());
        }
    }

    /** Writes what waits, then closes the file. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        try {
            // A last task wakes the thread if it waits on an empty queue.
            queue.put(new Task<>(nothing -> null, new CompletableFuture<>()));
            thread.join(30_000);
            if (thread.isAlive()) {
                throw new SpoolException("spool: the disk did not answer for 30 s; what was acknowledged is on it");
            }
            db.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        } catch (SQLException e) {
            throw new SpoolException("spool could not be closed: " + e.getMessage(), e);
        }
    }
}
