package org.aliquot.server.bulk.export.place.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.aliquot.server.bulk.export.place.Intake;
import org.aliquot.server.bulk.export.place.PlaceException;

/** Sends files of one job on their way while others are being made, and throws away those that have arrived. */
final class Uploads implements Intake {
    /** And no more complete files than these wait on this machine's disk. */
    private static final int AT_ONCE = 2;

    private static final int TICK_MILLIS = 100;

    private final Intake staging;
    private final Bucket bucket;
    private final String prefix;
    private final Patience patience;
    private final Executor threads;
    private final BooleanSupplier isStopped;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicReference<PlaceException> failure = new AtomicReference<>();
    private volatile boolean isClosed;

    /** @param prefix what keys begin with, up to the file's name */
    Uploads(
            Intake staging,
            Bucket bucket,
            String prefix,
            Patience patience,
            Executor threads,
            BooleanSupplier isStopped) {
        this.staging = staging;
        this.bucket = bucket;
        this.prefix = prefix;
        this.patience = patience;
        this.threads = threads;
        this.isStopped = isStopped;
    }

    @Override
    public Path folder() {
        return staging.folder();
    }

    @Override
    public void take(String name, long bytes) throws IOException {
        await(1);
        try {
            threads.execute(() -> send(name, bytes));
        } catch (RejectedExecutionException e) {
            room.release();
            throw new CancellationException("the server ends");
        }
    }

    private void send(String name, long bytes) {
        try {
            Path file = folder().resolve(name);
            patience.with(this::isOver, () -> bucket.put(prefix + name, file, bytes, this::isOver));
            Files.delete(file);
        } catch (PlaceException e) {
            failure.compareAndSet(null, e);
        } catch (CancellationException e) {
            // Whoever stopped it knows.
            isClosed = true;
        } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(
                    null, new PlaceException("its file " + name + " could not be sent to its bucket", false, e));
        } finally {
            room.release();
        }
    }

    private boolean isOver() {
        return isClosed || isStopped.getAsBoolean() || failure.get() != null;
    }

    /** For so many places, unless it is over before. */
    private void await(int places) throws IOException {
        try {
            while (!room.tryAcquire(places, TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the server ends");
        }
        try {
            check();
        } catch (IOException | RuntimeException e) {
            room.release(places);
            throw e;
        }
    }

    private void check() throws PlaceException {
        PlaceException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        if (isOver()) {
            throw new CancellationException("the export was stopped");
        }
    }

    @Override
    public void finish() throws IOException {
        await(AT_ONCE);
        room.release(AT_ONCE);
        // All of them have left it.
        Files.delete(folder());
    }

    @Override
    public void close() {
        isClosed = true;
        // What is being sent notices with its next bytes; what waits for an answer has that or gives up, within its
        // time.
        room.acquireUninterruptibly(AT_ONCE);
        room.release(AT_ONCE);
        staging.close();
    }
}
