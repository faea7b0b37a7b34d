package org.aliquot.ingest.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.ingest.job.ledger.Checkpoint;
import org.aliquot.ingest.job.ledger.HeldLines;
import org.aliquot.ingest.job.ledger.JobState;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.ingest.job.ledger.SourceStatus;
import org.aliquot.ingest.job.source.Position;
import org.aliquot.ingest.job.source.Source;
import org.aliquot.ingest.validate.LineCheck;

/** One job while this server works on it. One thread at a time; stopping is for others. */
final class JobRun {
    private final String job;
    private final Lane lane;
    private final LineCheck check;
    private final JobContext context;
    private final RunControl control;
    private final HeldLines held;
    private final InitialLoad initialLoad;
    private boolean isOver;

    JobRun(String job, Lane lane, LineCheck check, JobContext context) {
        this.job = Objects.requireNonNull(job, "job");
        this.lane = Objects.requireNonNull(lane, "lane");
        this.check = Objects.requireNonNull(check, "check");
        this.context = Objects.requireNonNull(context, "context");
        this.control = new RunControl(context.metrics());
        this.held = new HeldLines(context.dataSource(), job);
        this.initialLoad = new InitialLoad(job, context.loadMode());
    }

    String job() {
        return job;
    }

    JobStatus status() throws StoppedException {
        return control.patiently(() -> context.ledger().status(job)).orElseThrow();
    }

    /** Throws if it is to stop; waits until nobody works on it. */
    synchronized void check() throws StoppedException {
        control.check();
    }

    void stop(StoppedException.Why why) {
        control.stop(why);
        if (why == StoppedException.Why.CLOSED) {
            initialLoad.stop();
        }
    }

    /** Why it waits; empty while it does not. */
    Optional<String> pausedFor() {
        return control.pausedFor();
    }

    /** What it makes for the tables at the moment, besides storing lines. */
    Optional<String> doing() {
        return initialLoad.doing();
    }

    /** Makes good what an initial load left out, if this job has one whose client has been silent for so long. */
    void completeIfQuietFor(Duration time) {
        if (initialLoad.isQuietFor(time)) {
            synchronized (this) {
                if (initialLoad.isQuietFor(time)) {
                    initialLoad.end();
                }
            }
        }
    }

    /** Has ended, however: tables are made good. */
    synchronized void end() {
        isOver = true;
        initialLoad.end();
    }

    /** The server ends: tables are made good by its next start. */
    synchronized void abandon() {
        initialLoad.abandon();
    }

    /**
     * Reads a source from its checkpoint on and stores its lines; one that fails is marked so, and that is all.
     *
     * @return false where the job has ended meanwhile, so that nothing is read
     */
    synchronized boolean read(SourceStatus status, Source source) throws StoppedException {
        if (isOver) {
            moveSource(status, SourceState.FAILED, Optional.of("came after the job had ended"));
            return false;
        }
        moveSource(status, SourceState.READING, Optional.empty());
        initialLoad.works();
        BatchPipeline pipeline =
                new BatchPipeline(job, lane, context.ledger(), held, control, context.budget(), context.metrics());
        Filling filling = new Filling(status);
        Optional<String> failure;
        try (Reading reading = Reading.start(
                source,
                status.position(),
                context.prepareThreads(),
                new Preparation(
                        lane,
                        check,
                        status.number(),
                        status.spec().resourceType(),
                        context.settings().longestLine()),
                context.budget(),
                context.metrics(),
                context.settings().longestLine())) {
            failure = store(reading, filling, pipeline);
            pipeline.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(StoppedException.Why.CLOSED);
        } finally {
            pipeline.close();
            context.budget().giveBack(filling.bytes);
            initialLoad.waits();
        }
        moveSource(status, failure.isEmpty() ? SourceState.DONE : SourceState.FAILED, failure);
        return true;
    }

    /** Settles what is held and makes tables good: after this every line has its outcome, and is found as fast as ever. */
    synchronized void finish() throws StoppedException {
        control.check();
        isOver = true;
        initialLoad.works();
        JobStatus status = status();
        try (HeldRetry retry = new HeldRetry(
                job, lane, held, control, context.settings(), context.metrics(), SourceNames.of(status))) {
            retry.run();
        }
        control.check();
        control.patiently(() -> {
            initialLoad.complete();
            return JobState.DONE;
        });
    }

    /** False where it has ended already. */
    boolean move(JobState state) throws StoppedException {
        return control.patiently(() -> context.ledger().move(job, state, null));
    }

    private void moveSource(SourceStatus status, SourceState state, Optional<String> reason) throws StoppedException {
        control.patiently(() -> {
            context.ledger().moveSource(job, status.number(), state, reason.orElse(null));
            return state;
        });
    }

    private Optional<String> store(Reading reading, Filling filling, BatchPipeline pipeline)
            throws StoppedException, InterruptedException {
        while (true) {
            control.check();
            Optional<Reading.Read> read = reading.poll(JobSettings.FLUSH_AFTER);
            if (read.isEmpty()) {
                filling.flush(pipeline);
            } else if (read.get() instanceof Reading.Lines lines) {
                filling.add(lines, pipeline);
            } else if (read.get() instanceof Reading.Ended ended) {
                filling.flush(pipeline);
                return ended.failure();
            }
        }
    }

    /** The batch that is being filled. */
    private final class Filling {
        private final int source;
        private Position from;
        private List<Item> items = new ArrayList<>();
        private long bytes;

        Filling(SourceStatus status) {
            this.source = status.number();
            this.from = status.position();
        }

        void add(Reading.Lines lines, BatchPipeline pipeline) throws StoppedException, InterruptedException {
            bytes += lines.bytes();
            if (items.size() + lines.items().size() > lane.batchLines()
                    || bytes > context.settings().batchBytes()) {
                flush(pipeline, lines.bytes());
            }
            items.addAll(lines.items());
        }

        void flush(BatchPipeline pipeline) throws StoppedException, InterruptedException {
            flush(pipeline, 0);
        }

        /** @param others bytes that are not the batch's */
        private void flush(BatchPipeline pipeline, long others) throws StoppedException, InterruptedException {
            if (items.isEmpty()) {
                return;
            }
            Position to = items.get(items.size() - 1).end();
            Batch batch = new Batch(new Checkpoint(job, source, from, to), items, bytes - others);
            boolean maySearch = items.stream()
                    .anyMatch(item ->
                            item instanceof Item.Ready ready && ready.line().maySearch());
            from = to;
            items = new ArrayList<>();
            bytes = others;
            try {
                control.patiently(() -> {
                    initialLoad.stores(maySearch);
                    return maySearch;
                });
            } catch (StoppedException | RuntimeException e) {
                context.budget().giveBack(batch.bytes());
                throw e;
            }
            pipeline.submit(batch);
        }
    }
}
