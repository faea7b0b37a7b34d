package org.aliquot.ingest.job;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.aliquot.ingest.job.ledger.IngestTables;
import org.aliquot.ingest.job.ledger.JobState;
import org.aliquot.ingest.job.ledger.JobStatus;
import org.aliquot.ingest.job.ledger.Ledger;
import org.aliquot.ingest.job.ledger.RefusedLines;
import org.aliquot.ingest.job.ledger.SourceKind;
import org.aliquot.ingest.job.ledger.SourceSpec;
import org.aliquot.ingest.job.ledger.SourceState;
import org.aliquot.ingest.job.ledger.SourceStatus;
import org.aliquot.ingest.job.source.RequestSource;
import org.aliquot.ingest.job.source.Source;
import org.aliquot.ingest.job.source.TypeOrder;
import org.aliquot.ingest.validate.Level;
import org.aliquot.ingest.validate.LineChecks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of this server.
 *
 * <p>A job that was ordered is in the database before the order returns, and runs until it is done, failed or cancelled,
 * through restarts. Sources that are requests are the exception: they cannot be read again, and end with the server.
 */
public final class IngestJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestJobs.class);
    /** How long tables may lack their indexes while an open job's client sends nothing. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(40);

    private final JobContext context;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final SourceOpener opener;
    private final ExecutorService workers;
    private final ScheduledExecutorService caretaker;
    /** Its threads go when they have nothing to do. */
    private final ExecutorService enders;

    private final Semaphore requests;
    private final ConcurrentMap<String, JobRun> runs = new ConcurrentHashMap<>();
    private volatile boolean isClosing;

    /**
     * Reads and writes nothing yet.
     *
     * @param owner this server, for as long as it keeps its data: jobs that it began it goes on with
     * @param lanes ways into the database; the first is the default
     * @param checks what is looked at beyond FHIR's structure, which the lanes look at
     */
    public IngestJobs(
            DataSource dataSource,
            String owner,
            List<Lane> lanes,
            SourceOpener opener,
            JobSettings settings,
            LoadMode loadMode,
            LineChecks checks,
            IngestMetrics metrics,
            Clock clock) {
        this.context = new JobContext(
                dataSource,
                new Ledger(dataSource, owner, clock),
                settings,
                new ByteBudget(settings.bufferBytes()),
                Executors.newFixedThreadPool(settings.prepareThreads(), daemons("ingest-prepare-")),
                loadMode,
                checks,
                metrics);
        lanes.forEach(lane -> this.lanes.put(lane.name(), lane));
        this.opener = Objects.requireNonNull(opener, "opener");
        this.workers = Executors.newFixedThreadPool(settings.concurrentJobs(), daemons("ingest-job-"));
        this.caretaker = Executors.newSingleThreadScheduledExecutor(daemons("ingest-caretaker-"));
        this.enders = Executors.newCachedThreadPool(daemons("ingest-end-"));
        this.requests = new Semaphore(settings.concurrentRequests());
    }

    /** Makes the tables where they are missing and goes on with what an earlier run of this server left. */
    public void start() {
        IngestTables.create(context.dataSource());
        for (JobStatus job : context.ledger().unfinished()) {
            LOG.info(
                    "Going on with ingest job {}: {} lines so far",
                    job.id(),
                    job.counts().read());
            job.sources().stream()
                    .filter(source -> source.spec().kind() == SourceKind.REQUEST && !isRead(source))
                    .forEach(source -> context.ledger()
                            .moveSource(
                                    job.id(),
                                    source.number(),
                                    SourceState.FAILED,
                                    "was a request that ended with the server after line "
                                            + source.position().line() + "; send it again"));
            queue(job);
        }
        long pause = QUIET.toSeconds() / 4;
        // It may wait for the end of a job that is not quiet any more. That keeps no other job waiting, because one
        // initial load is under way at a time.
        caretaker.scheduleWithFixedDelay(
                () -> runs.values().forEach(run -> run.completeIfQuietFor(QUIET)), pause, pause, TimeUnit.SECONDS);
    }

    /** Names of the ways into the database, the default first. */
    public List<String> lanes() {
        return List.copyOf(lanes.keySet());
    }

    /**
     * Orders a job; returns once it is in the database.
     *
     * @param request the URL that orders it; null where none does
     * @param sources in any order: types that others refer to are read first
     */
    public JobStatus submit(JobOptions options, @Nullable String request, List<SourceSpec> sources) {
        List<SourceSpec> ordered = new ArrayList<>(sources);
        ordered.sort(Comparator.comparingInt(source -> TypeOrder.rank(Optional.ofNullable(source.resourceType()))));
        JobStatus job = create(options, request, JobState.QUEUED, ordered);
        queue(job);
        return job;
    }

    /** Begins a job whose sources are requests that follow; {@link #finish} ends it. */
    public JobStatus open(JobOptions options) {
        JobStatus job = create(options, null, JobState.OPEN, List.of());
        runs.put(job.id(), run(job));
        return job;
    }

    /**
     * Reads a request's body as the next source of an open job.
     *
     * @return once it was read to its end, or failed
     * @throws BusyException when too many are read already
     */
    public JobStatus append(String job, String name, InputStream body) {
        JobRun run = opened(job);
        if (!requests.tryAcquire()) {
            throw new BusyException("as many request bodies are read at once as may be; try again later");
        }
        try {
            int number = context.ledger().addSource(job, new SourceSpec(SourceKind.REQUEST, name, name, null));
            SourceStatus source = status(job).sources().get(number - 1);
            AtomicBoolean isOpen = new AtomicBoolean(true);
            guard(run, () -> isOpen.set(run.read(source, new RequestSource(name, body))));
            if (!isOpen.get()) {
                throw notOpen(job);
            }
        } finally {
            requests.release();
        }
        return status(job);
    }

    /**
     * Ends an open job: what waits for others is tried again, and refused where they never came.
     *
     * @return how it ended; of one that has failed or was cancelled before, the same
     */
    public JobStatus finish(String job) {
        JobStatus before = status(job);
        if (before.state().isFinal()) {
            return before;
        }
        JobRun run = opened(job);
        guard(run, () -> {
            run.finish();
            run.move(JobState.DONE);
        });
        return status(job);
    }

    /**
     * A job as it stands now.
     *
     * @throws UnknownJobException when there is none
     */
    public JobStatus status(String job) {
        return context.ledger()
                .status(job)
                .map(this::asItRuns)
                .orElseThrow(() -> new UnknownJobException("no ingest job " + job));
    }

    /** The newest jobs first. */
    public List<JobStatus> newest(int limit) {
        return context.ledger().newest(limit).stream().map(this::asItRuns).toList();
    }

    /**
     * Ends a job; what it has stored stays. One that is running ends a moment later. What an initial load leaves out is made
     * good behind it; until then the job that was cancelled says so.
     *
     * @return false when it had ended already
     */
    public boolean cancel(String job) {
        JobStatus status = status(job);
        if (!context.ledger().owns(status)) {
            throw new UnknownJobException("ingest job " + job + " is run by another server: cancel it there");
        }
        boolean isUnderWay = context.ledger().askCancel(job);
        JobRun run = runs.get(job);
        if (run == null) {
            context.ledger().move(job, JobState.CANCELLED, null);
            return isUnderWay;
        }
        run.stop(StoppedException.Why.CANCELLED);
        if (status.state() == JobState.QUEUED
                || status.state() == JobState.OPEN
                || run.doing().isPresent()) {
            // Nobody works on it who would notice soon.
            context.ledger().move(job, JobState.CANCELLED, null);
            enders.execute(() -> guard(run, run::check));
        }
        return isUnderWay;
    }

    /** Forgets a job that has ended, its errors with it. */
    public boolean forget(String job) {
        return context.ledger().forget(job);
    }

    /** Hands out the lines that were refused. */
    public void errors(String job, RefusedLines.Reader reader) throws IOException {
        status(job);
        new RefusedLines(context.dataSource()).forEach(job, reader);
    }

    /** Stops reading; batches under way become durable or not, and unfinished jobs go on at the next start. */
    @Override
    public void close() {
        isClosing = true;
        runs.values().forEach(run -> run.stop(StoppedException.Why.CLOSED));
        caretaker.shutdown();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("ingest jobs did not stop within {} s", CLOSE_WITHIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.prepareThreads().shutdown();
    }

    private JobStatus create(JobOptions options, @Nullable String request, JobState state, List<SourceSpec> sources) {
        Level level = level(options.validation());
        return context.ledger().create(lane(options.via()).name(), level, request, state, sources);
    }

    private Level level(@Nullable String text) {
        if (text == null) {
            return context.checks().standard();
        }
        return Level.of(text)
                .orElseThrow(
                        () -> new UnknownOptionException("no level of validation is called " + text + "; there are "
                                + Arrays.stream(Level.values()).map(Level::text).toList()));
    }

    private Lane lane(@Nullable String via) {
        if (via == null) {
            return lanes.values().iterator().next();
        }
        Lane lane = lanes.get(via);
        if (lane == null) {
            throw new UnknownOptionException("no way into the database is called " + via + "; there are " + lanes());
        }
        return lane;
    }

    private JobRun run(JobStatus job) {
        return new JobRun(job.id(), lane(job.via()), context.checks().of(job.validation()), context);
    }

    private JobRun opened(String job) {
        JobRun run = runs.get(job);
        boolean isOpen = context.ledger()
                .status(job)
                .filter(status -> status.state() == JobState.OPEN)
                .isPresent();
        if (run == null || !isOpen) {
            throw notOpen(job);
        }
        return run;
    }

    private static UnknownJobException notOpen(String job) {
        return new UnknownJobException("ingest job " + job + " is not open: begin another");
    }

    private void queue(JobStatus job) {
        JobRun run = run(job);
        runs.put(job.id(), run);
        workers.execute(() -> {
            if (!isClosing) {
                guard(run, () -> work(run));
            }
        });
    }

    private void work(JobRun run) throws StoppedException {
        JobStatus job = run.status();
        if (job.state().isFinal()) {
            return;
        }
        if (job.isCancelAsked()) {
            throw new StoppedException(StoppedException.Why.CANCELLED);
        }
        run.move(JobState.RUNNING);
        for (SourceStatus source : job.sources()) {
            if (!isRead(source)) {
                Source opened = opener.source(source.spec());
                run.read(source, opened);
            }
        }
        run.finish();
        if (run.move(JobState.DONE)) {
            LOG.info("Ingest job {} is done", run.job());
        }
    }

    /** What a run does. */
    @FunctionalInterface
    private interface Work {
        void run() throws StoppedException;
    }

    private void guard(JobRun run, Work work) {
        boolean isTaken = false;
        try {
            work.run();
        } catch (StoppedException e) {
            switch (e.why()) {
                case CANCELLED -> end(run, JobState.CANCELLED, null);
                case TAKEN -> {
                    isTaken = true;
                    LOG.warn("Ingest job {} is worked on by another server", run.job());
                }
                case CLOSED -> LOG.info("Ingest job {} goes on at the next start", run.job());
            }
        } catch (RuntimeException | Error e) {
            LOG.error("Ingest job {} failed: {}", run.job(), Failure.traceOf(e));
            end(run, JobState.FAILED, "the server failed (" + e.getClass().getSimpleName() + "); its log has more");
        } finally {
            if (isClosing) {
                run.abandon();
            }
            if (isClosing
                    || isTaken
                    || status(run).map(job -> job.state().isFinal()).orElse(true)) {
                runs.remove(run.job());
            }
        }
    }

    private void end(JobRun run, JobState state, @Nullable String reason) {
        try {
            // Before tables are made good, which can take long.
            context.ledger().move(run.job(), state, reason);
        } catch (RuntimeException e) {
            // The database is away: the job is unfinished business of the next start.
            LOG.warn("Ingest job {} ended as {}, which could not be written", run.job(), state);
        }
        run.end();
    }

    private Optional<JobStatus> status(JobRun run) {
        try {
            return context.ledger().status(run.job());
        } catch (RuntimeException away) {
            return Optional.empty();
        }
    }

    private JobStatus asItRuns(JobStatus job) {
        JobRun run = runs.get(job.id());
        if (run == null) {
            return job;
        }
        if (job.state().isFinal()) {
            return job.reason() == null ? run.doing().map(job::doing).orElse(job) : job;
        }
        return run.pausedFor()
                .map(job::pausedFor)
                .or(() -> run.doing().map(job::doing))
                .orElse(job);
    }

    private static boolean isRead(SourceStatus source) {
        return source.state() == SourceState.DONE || source.state() == SourceState.FAILED;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
