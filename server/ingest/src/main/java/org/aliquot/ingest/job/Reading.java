package org.aliquot.ingest.job;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import org.aliquot.ingest.job.source.LineReader;
import org.aliquot.ingest.job.source.Piece;
import org.aliquot.ingest.job.source.Position;
import org.aliquot.ingest.job.source.Source;
import org.aliquot.ingest.job.source.SourceFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A source being read: one thread cuts it into lines, many prepare them, and they come out in the source's order.
 *
 * <p>What was read and not yet stored is bounded: in bytes by the budget, in lines by the queue.
 */
final class Reading implements AutoCloseable {
    private static final int CHUNK_LINES = 64;
    private static final int CHUNK_BYTES = 256 * 1024;
    private static final int CHUNKS = 48;
    private static final int RETRIES = 3;
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    // A request's body may be read no longer once its request is over; servers let a read wait 20 s.
    private static final Duration LAST_READ = Duration.ofSeconds(30);

    private final Source source;
    private final ExecutorService prepareThreads;
    private final Preparation preparation;
    private final ByteBudget budget;
    private final IngestMetrics metrics;
    private final int longestLine;
    private final BlockingQueue<Next> queue = new ArrayBlockingQueue<>(CHUNKS);
    private final Thread thread;
    private Position position;
    private volatile boolean isClosed;

    private sealed interface Next {}

    private record Coming(Future<List<Item>> items, long bytes) implements Next {}

    private record End(@Nullable String failure) implements Next {}

    /** What comes next. */
    sealed interface Read {}

    /** Lines; whoever has stored them gives the bytes back to the budget. */
    record Lines(List<Item> items, long bytes) implements Read {}

    /** The end; empty where the source was read to it, else why not. */
    record Ended(Optional<String> failure) implements Read {}

    private Reading(
            Source source,
            Position from,
            ExecutorService prepareThreads,
            Preparation preparation,
            ByteBudget budget,
            IngestMetrics metrics,
            int longestLine) {
        this.source = Objects.requireNonNull(source, "source");
        this.position = Objects.requireNonNull(from, "from");
        this.prepareThreads = prepareThreads;
        this.preparation = preparation;
        this.budget = budget;
        this.metrics = metrics;
        this.longestLine = longestLine;
        this.thread = new Thread(this::run, "ingest-read");
        this.thread.setDaemon(true);
    }

    static Reading start(
            Source source,
            Position from,
            ExecutorService prepareThreads,
            Preparation preparation,
            ByteBudget budget,
            IngestMetrics metrics,
            int longestLine) {
        Reading reading = new Reading(source, from, prepareThreads, preparation, budget, metrics, longestLine);
        reading.thread.start();
        return reading;
    }

    /** The next lines, or the end; empty when there is nothing for so long. */
    Optional<Read> poll(Duration patience) throws InterruptedException {
        Next next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return Optional.empty();
        }
        if (next instanceof Coming coming) {
            return Optional.of(new Lines(itemsOf(coming), coming.bytes));
        }
        return Optional.of(new Ended(Optional.ofNullable(((End) next).failure)));
    }

    private static List<Item> itemsOf(Coming coming) throws InterruptedException {
        try {
            return coming.items.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("lines cannot be prepared", e.getCause());
        }
    }

    private void run() {
        try {
            queue.put(new End(failure()));
        } catch (InterruptedException closed) {
            // Nobody reads any more.
        }
    }

    private @Nullable String failure() throws InterruptedException {
        for (int failures = 0; ; ) {
            Position before = position;
            try {
                readOn();
                return null;
            } catch (SourceFailedException e) {
                return e.getMessage();
            } catch (EOFException e) {
                return "is broken gzip: it breaks off after line " + position.line();
            } catch (ZipException e) {
                return "is broken gzip (" + e.getMessage() + "), found after line " + position.line()
                        + "; gzip shows damage late: lines before that may be false, too";
            } catch (IOException e) {
                if (isClosed) {
                    return null;
                }
                failures = position.equals(before) ? failures + 1 : 1;
                if (!source.mayRecover() || failures > RETRIES) {
                    return reasonOf(e);
                }
                Thread.sleep(RETRY_PAUSE.toMillis() * failures);
            } catch (RuntimeException | Error e) {
                // Errors, too: who waits for the end would wait for ever.
                return "cannot be read: " + e.getClass().getSimpleName();
            }
        }
    }

    private void readOn() throws IOException, InterruptedException {
        try (InputStream bytes = new UntilClosed(source.open(position.offset()))) {
            LineReader lines = new LineReader(source.name(), bytes, position, longestLine);
            List<Piece> chunk = new ArrayList<>();
            long size = 0;
            Piece piece;
            while ((piece = lines.next()) != null && !isClosed) {
                chunk.add(piece);
                size += piece instanceof Piece.Line line ? line.line().json().length : 0;
                boolean isFull = chunk.size() >= CHUNK_LINES || size >= CHUNK_BYTES;
                if (isFull || !lines.isNextAtHand()) {
                    send(chunk, size);
                    chunk = new ArrayList<>();
                    size = 0;
                }
            }
            if (!chunk.isEmpty()) {
                send(chunk, size);
            }
        }
    }

    /** Ends with the reading, within a line that has no end too. */
    private final class UntilClosed extends FilterInputStream {
        UntilClosed(InputStream bytes) {
            super(bytes);
        }

        @Override
        public int read() throws IOException {
            require();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            require();
            return super.read(bytes, offset, length);
        }

        private void require() throws IOException {
            if (isClosed) {
                throw new InterruptedIOException("nobody reads any more");
            }
        }
    }

    private void send(List<Piece> chunk, long size) throws InterruptedException {
        budget.take(size);
        Future<List<Item>> items = prepareThreads.submit(() -> {
            long start = System.nanoTime();
            List<Item> prepared = preparation.prepare(chunk);
            metrics.prepared(prepared.size(), Duration.ofNanos(System.nanoTime() - start));
            return prepared;
        });
        try {
            queue.put(new Coming(items, size));
        } catch (InterruptedException e) {
            budget.giveBack(size);
            throw e;
        }
        Piece last = chunk.get(chunk.size() - 1);
        metrics.read(chunk.size(), last.end() - position.offset());
        position = new Position(last.number(), last.end());
    }

    private static String reasonOf(IOException e) {
        if (e instanceof UnknownHostException) {
            return "cannot be reached: its host is not known";
        }
        if (e instanceof ConnectException) {
            return "cannot be reached: " + e.getMessage();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Stops reading; what was not taken is given up, and read again another time. */
    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        boolean isInterrupted = false;
        long until = System.nanoTime() + LAST_READ.toNanos();
        while (thread.isAlive() && System.nanoTime() < until) {
            giveUpWhatWaits();
            try {
                thread.join(50);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        giveUpWhatWaits();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUpWhatWaits() {
        Next next;
        while ((next = queue.poll()) != null) {
            if (next instanceof Coming coming) {
                coming.items.cancel(false);
                budget.giveBack(coming.bytes);
            }
        }
    }
}
