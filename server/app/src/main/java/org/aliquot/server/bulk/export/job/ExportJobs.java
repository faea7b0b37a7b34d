package org.aliquot.server.bulk.export.job;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.place.Intake;
import org.aliquot.server.bulk.export.place.Kept;
import org.aliquot.server.bulk.export.place.Place;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.aliquot.server.bulk.export.run.ExportFailedException;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.OutputFile;
import org.aliquot.server.bulk.export.run.Progress;
import org.aliquot.server.bulk.export.run.Stop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs exports, some at a time. Whose turn it is: of the clients that wait, the one with the fewest that run; of its own, the one
 * that it ordered first.
 */
public final class ExportJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExportJobs.class);

    /** As often a job is begun that nothing is heard of any more. */
    private static final int MOST_STARTS = 3;

    /** Longer than a restart takes; a server that is there says so each minute. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    /** One that says so less often cannot tell silence from a database that was away. */
    private static final Duration PAUSE = Duration.ofMinutes(3);

    private final ExportLedger ledger;
    private final ExportRun exports;
    private final Place place;
    private final String server;
    private final Limits limits;
    private final ExecutorService threads;
    private final Clock clock;

    /** Jobs of this server that have not ended. Guarded by itself, as are {@link Task#isRunning}. */
    private final Map<String, Task> tasks = new HashMap<>();

    private boolean isOpen;

    /**
     * What there may be.
     *
     * @param concurrent jobs that run at once
     * @param ofClient jobs of one client that run or wait
     * @param keep how long files are kept
     */
    public record Limits(int concurrent, int ofClient, Duration keep) {}

    /** @param place where files are kept */
    public ExportJobs(
            ExportLedger ledger,
            ExportRun exports,
            Place place,
            String server,
            Limits limits,
            ExecutorService threads,
            Clock clock) {
        this.ledger = ledger;
        this.exports = exports;
        this.place = place;
        this.server = server;
        this.limits = limits;
        this.threads = threads;
        this.clock = clock;
    }

    /** A job that has not ended. */
    private static final class Task {
        private final ExportJob job;
        private final Stop stop = new Stop();
        private final Progress progress = new Progress();
        private final CountDownLatch ended = new CountDownLatch(1);
        private boolean isRunning;

        Task(ExportJob job) {
            this.job = job;
        }
    }

    /** Takes up what the last end of the server cut short, and throws away files that belong to nothing. */
    public void start() throws IOException {
        ledger.heard(server, PAUSE);
        place.open();
        removeUnknown();
        synchronized (tasks) {
            isOpen = true;
        }
        takeUp();
    }

    /** What is under way by the ledger, and by nobody else: the server ended, or the database was away at its end. */
    private void takeUp() {
        synchronized (tasks) {
            for (ExportJob job : ledger.unfinished(server)) {
                if (!tasks.containsKey(job.id())) {
                    takeUp(job);
                }
            }
        }
        next();
    }

    private void takeUp(ExportJob job) {
        if (job.state().isFinal()) {
            end(job, job.reason().orElse(""));
        } else if (job.starts() >= MOST_STARTS) {
            // An end that leaves no time for a word, such as for want of memory, may well be its own doing.
            end(
                    job,
                    "it was begun " + job.starts()
                            + " times, and the server ended each time before it was made; ask for less at once");
        } else {
            LOG.info("export {} begins anew", job.id());
            tasks.put(job.id(), new Task(job));
        }
    }

    private void end(ExportJob job, String reason) {
        LOG.warn("export {} failed: {}", job.id(), reason);
        Instant now = clock.instant();
        ledger.failed(job.id(), reason, now, now.plus(limits.keep()));
    }

    /**
     * Orders one.
     *
     * @return its id
     */
    public String submit(String owner, String request, ExportOrder order) throws TooManyExportsException {
        ExportJob job;
        synchronized (tasks) {
            if (ledger.unfinishedOf(owner) >= limits.ofClient()) {
                throw new TooManyExportsException(limits.ofClient());
            }
            job = new ExportJob(
                    UUID.randomUUID().toString(),
                    owner,
                    server,
                    request,
                    order,
                    ExportState.QUEUED,
                    0,
                    Optional.empty(),
                    clock.instant(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            ledger.add(job);
            tasks.put(job.id(), new Task(job));
        }
        next();
        return job.id();
    }

    /** A job as it is at the moment; empty where there is none. */
    public Optional<ExportJob> find(String id) {
        return ledger.find(id);
    }

    /** All of them, the oldest first. */
    public List<ExportJob> all() {
        return ledger.all();
    }

    /** How far it is; empty where it does not run here. */
    public Optional<Progress> progress(String id) {
        synchronized (tasks) {
            return Optional.ofNullable(tasks.get(id)).map(task -> task.progress);
        }
    }

    /** Returns once it has ended, or the time is over. */
    public void await(String id, Duration most) throws InterruptedException {
        Task task;
        synchronized (tasks) {
            task = tasks.get(id);
        }
        if (task != null) {
            task.ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Ends it and throws its files away.
     *
     * @return whether it was there
     */
    public boolean remove(String id) {
        Optional<String> owner = ledger.remove(id);
        Task task;
        boolean isRunning;
        synchronized (tasks) {
            task = tasks.get(id);
            isRunning = task != null && task.isRunning;
            if (!isRunning) {
                tasks.remove(id);
            }
        }
        if (isRunning) {
            // It clears up behind itself.
            task.stop.ask();
        } else {
            discard(new Place.Job(owner.orElse(server), id));
        }
        return owner.isPresent();
    }

    /** What cannot be thrown away now is when things are tidied up the next time. */
    private void discard(Place.Job job) {
        try {
            place.remove(job);
        } catch (IOException | RuntimeException e) {
            LOG.warn("files of export {} cannot be deleted yet: {}", job.id(), e.getMessage());
        }
    }

    /** Files that are nobody's: of jobs that were removed or failed while they could not be deleted, or removed by another server. */
    private void removeUnknown() {
        Set<String> there;
        try {
            there = place.jobs(server);
        } catch (IOException e) {
            LOG.warn("what there is of exports cannot be found out: {}", e.getMessage());
            return;
        }
        // Asked after that: who has files by then was in the ledger before.
        List<String> known = ledger.withFiles(server);
        for (String id : there) {
            boolean isBusy;
            synchronized (tasks) {
                isBusy = tasks.containsKey(id);
            }
            if (!isBusy && !known.contains(id)) {
                discard(new Place.Job(server, id));
            }
        }
    }

    /**
     * What is to be done each minute: says that this server is there, ends what others left behind that are not, throws away what
     * nobody may fetch any more, takes up what was lost.
     */
    public void tidy() {
        ledger.heard(server, PAUSE);
        failAbandoned();
        removeExpired();
        removeUnknown();
        synchronized (tasks) {
            if (!isOpen) {
                return;
            }
        }
        takeUp();
    }

    /** Else their clients would wait for ever, and soon be told that they have too many. */
    private void failAbandoned() {
        Instant now = clock.instant();
        List<String> abandoned = ledger.failAbandoned(
                server,
                SILENCE,
                "the server that was to make it was not heard of for " + SILENCE.toMinutes()
                        + " minutes; order it again",
                now,
                now.plus(limits.keep()));
        abandoned.forEach(id -> LOG.warn("export {} failed: its server was not heard of any more", id));
    }

    private void removeExpired() {
        for (String id : ledger.expired(server, clock.instant(), SILENCE)) {
            LOG.info("export {} has expired", id);
            remove(id);
        }
        ledger.forgetServers(SILENCE);
    }

    /**
     * A file of a job that is done; empty where there is none of that name, or it is not whole any more.
     *
     * @throws PlaceException where that cannot be found out now
     */
    public Optional<Kept> file(ExportJob job, String name) throws IOException {
        Optional<OutputFile> file =
                files(job).filter(one -> one.name().equals(name)).findFirst();
        boolean isWhole = file.isPresent()
                && place.size(placeOf(job), name).orElse(-1) == file.get().bytes();
        return isWhole ? Optional.of(at(job, file.get())) : Optional.empty();
    }

    /** Where a file is to be fetched, for as long as it is kept at most. */
    public Kept at(ExportJob job, OutputFile file) {
        Duration left = job.expires()
                .map(expires -> Duration.between(clock.instant(), expires))
                .orElse(limits.keep());
        return place.at(placeOf(job), file.name(), file.bytes(), left);
    }

    /**
     * The first file that is not as it was made: the disk, or somebody, took it.
     *
     * @throws PlaceException where that cannot be found out now
     */
    public Optional<String> missing(ExportJob job) throws IOException {
        Map<String, Long> there = place.sizes(placeOf(job));
        return files(job)
                .filter(file -> there.getOrDefault(file.name(), -1L) != file.bytes())
                .map(OutputFile::name)
                .findFirst();
    }

    private static Stream<OutputFile> files(ExportJob job) {
        return job.made().stream()
                .flatMap(made -> Stream.of(made.output(), made.deleted(), made.errors()))
                .flatMap(List::stream);
    }

    private static Place.Job placeOf(ExportJob job) {
        return new Place.Job(job.server(), job.id());
    }

    /** Starts as many as may run. */
    private void next() {
        synchronized (tasks) {
            while (isOpen && running().count() < limits.concurrent()) {
                Optional<Task> turn = tasks.values().stream()
                        .filter(task -> !task.isRunning)
                        .min(Comparator.comparingLong((Task task) -> runningOf(task.job.owner()))
                                .thenComparing(task -> task.job.created())
                                .thenComparing(task -> task.job.id()));
                if (turn.isEmpty()) {
                    return;
                }
                turn.get().isRunning = true;
                threads.execute(() -> run(turn.get()));
            }
        }
    }

    private Stream<Task> running() {
        return tasks.values().stream().filter(task -> task.isRunning);
    }

    private long runningOf(String owner) {
        return running().filter(task -> task.job.owner().equals(owner)).count();
    }

    private void run(Task task) {
        String id = task.job.id();
        boolean isKept = false;
        try {
            ledger.started(id, clock.instant());
            ExportRun.Made made = make(task);
            Instant now = clock.instant();
            isKept = ledger.done(id, made, now, now.plus(limits.keep()));
            LOG.info("export {} is done: {} resources", id, task.progress.done());
        } catch (CancellationException e) {
            LOG.info("export {} was stopped", id);
            putBack(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            putBack(id);
        } catch (SQLException | IOException | RuntimeException | Error e) {
            // Errors, too: a job that nobody ends begins anew for ever.
            if (task.stop.isAsked()) {
                putBack(id);
            } else {
                fail(id, e);
            }
        } finally {
            if (!isKept) {
                discard(placeOf(task.job));
            }
            synchronized (tasks) {
                tasks.remove(id);
            }
            task.ended.countDown();
            next();
        }
    }

    /** For the next start; where it was removed there is nothing to put back. */
    private void putBack(String id) {
        try {
            ledger.stopped(id);
        } catch (RuntimeException away) {
            LOG.debug("export {}: that it was stopped cannot be noted", id);
        }
    }

    /** Returns once all of it is where it is kept. */
    private ExportRun.Made make(Task task) throws SQLException, IOException, InterruptedException {
        try (Intake intake = place.begin(placeOf(task.job), task.stop::isAsked)) {
            ExportRun.Made made = exports.make(
                    task.job.order(),
                    intake.folder(),
                    file -> intake.take(file.name(), file.bytes()),
                    task.stop,
                    task.progress);
            intake.finish();
            return made;
        }
    }

    private void fail(String id, Throwable e) {
        String reason = reason(e);
        LOG.warn("export {} failed: {}", id, reason, e instanceof ExportFailedException ? null : e);
        try {
            Instant now = clock.instant();
            ledger.failed(id, reason, now, now.plus(limits.keep()));
        } catch (RuntimeException away) {
            LOG.warn("export {}: its end cannot be noted, it begins anew", id);
        }
    }

    private String reason(Throwable e) {
        if (e instanceof ExportFailedException) {
            return e.getMessage();
        }
        if (e instanceof PlaceException) {
            return "its files could not be kept: " + e.getMessage() + "; the server's log says more";
        }
        if (e instanceof IOException) {
            return place.isFull()
                    ? "the disk is full: its files could not be written; order it again once there is room"
                    : "its files could not be written; the server's log says why";
        }
        if (e instanceof OutOfMemoryError) {
            return "the server's memory did not suffice for it; ask for less at once";
        }
        if (e instanceof Error) {
            return "the server failed (" + e.getClass().getSimpleName() + "); its log has more";
        }
        return "the database could not be read to the end; the server's log says why. Order it again";
    }

    /** Stops what runs; the next start takes it up. */
    @Override
    public void close() {
        List<Task> left;
        synchronized (tasks) {
            isOpen = false;
            left = tasks.values().stream().filter(task -> task.isRunning).toList();
        }
        left.forEach(task -> task.stop.ask());
        for (Task task : left) {
            try {
                task.ended.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        threads.shutdownNow();
    }
}
