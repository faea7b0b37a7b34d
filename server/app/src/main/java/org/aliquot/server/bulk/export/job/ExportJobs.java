package org.aliquot.server.bulk.export.job;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aliquot.server.bulk.export.order.ExportOrder;
import org.aliquot.server.bulk.export.run.ExportFailedException;
import org.aliquot.server.bulk.export.run.ExportRun;
import org.aliquot.server.bulk.export.run.OutputFile;
import org.aliquot.server.bulk.export.run.Progress;
import org.aliquot.server.bulk.export.run.Stop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs exports, some at a time. Whose turn it is: of the clients that wait, the one with the fewest that run; of its own, the one
 * that it ordered first.
 */
public final class ExportJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExportJobs.class);

    private final ExportLedger ledger;
    private final ExportRun exports;
    private final Path folder;
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

    /** @param folder where files go, a folder for each job */
    public ExportJobs(
            ExportLedger ledger,
            ExportRun exports,
            Path folder,
            String server,
            Limits limits,
            ExecutorService threads,
            Clock clock) {
        this.ledger = ledger;
        this.exports = exports;
        this.folder = folder;
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
        Files.createDirectories(folder);
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
                if (job.state().isFinal()) {
                    Instant now = clock.instant();
                    ledger.failed(job.id(), job.reason().orElse(""), now, now.plus(limits.keep()));
                } else if (!tasks.containsKey(job.id())) {
                    LOG.info("export {} begins anew", job.id());
                    tasks.put(job.id(), new Task(job));
                }
            }
        }
        next();
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
        boolean wasThere = ledger.remove(id);
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
            delete(folder.resolve(id));
        }
        return wasThere;
    }

    /** Folders that the ledger does not know: their jobs were removed while they could not be deleted, or by another server. */
    private void removeUnknown() throws IOException {
        List<String> known = ledger.idsOf(server);
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path left : folders.toList()) {
                String id = left.getFileName().toString();
                boolean isBusy;
                synchronized (tasks) {
                    isBusy = tasks.containsKey(id);
                }
                if (!isBusy && !known.contains(id)) {
                    delete(left);
                }
            }
        }
    }

    /** What is to be done now and then: throws away what nobody may fetch any more, takes up what was lost. */
    public void tidy() {
        removeExpired();
        try {
            removeUnknown();
        } catch (IOException e) {
            LOG.warn("the folder of exports cannot be read: {}", e.getMessage());
        }
        synchronized (tasks) {
            if (!isOpen) {
                return;
            }
        }
        takeUp();
    }

    private void removeExpired() {
        for (String id : ledger.expired(server, clock.instant())) {
            LOG.info("export {} has expired", id);
            remove(id);
        }
    }

    /** A file of a job that is done; empty where there is none of that name, or it is not whole any more. */
    public Optional<Path> file(ExportJob job, String name) {
        return job.made()
                .flatMap(made -> Stream.of(made.output(), made.deleted(), made.errors())
                        .flatMap(List::stream)
                        .filter(file -> file.name().equals(name))
                        .findFirst())
                .map(file -> whole(job, file));
    }

    /** The first file that is not as it was made: the disk, or somebody, took it. */
    public Optional<String> missing(ExportJob job) {
        return job.made().stream()
                .flatMap(made -> Stream.of(made.output(), made.deleted(), made.errors()))
                .flatMap(List::stream)
                .filter(file -> whole(job, file) == null)
                .map(OutputFile::name)
                .findFirst();
    }

    private @Nullable Path whole(ExportJob job, OutputFile file) {
        Path path = folder.resolve(job.id()).resolve(file.name());
        try {
            return Files.size(path) == file.bytes() ? path : null;
        } catch (IOException e) {
            return null;
        }
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
        Path own = folder.resolve(id);
        boolean isKept = false;
        try {
            delete(own);
            Files.createDirectories(own);
            ledger.started(id, clock.instant());
            ExportRun.Made made = exports.make(task.job.order(), own, task.stop, task.progress);
            Instant now = clock.instant();
            isKept = ledger.done(id, made, now, now.plus(limits.keep()));
            LOG.info("export {} is done: {} resources", id, task.progress.done());
        } catch (CancellationException e) {
            LOG.info("export {} was stopped", id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | IOException | RuntimeException | OutOfMemoryError e) {
            if (!task.stop.isAsked()) {
                fail(id, e);
            }
        } finally {
            if (!isKept) {
                delete(own);
            }
            synchronized (tasks) {
                tasks.remove(id);
            }
            task.ended.countDown();
            next();
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
        if (e instanceof IOException) {
            return isFull()
                    ? "the disk is full: its files could not be written; order it again once there is room"
                    : "its files could not be written; the server's log says why";
        }
        if (e instanceof OutOfMemoryError) {
            return "the server's memory did not suffice for it; ask for less at once";
        }
        return "the database could not be read to the end; the server's log says why. Order it again";
    }

    private boolean isFull() {
        try {
            FileStore disk = Files.getFileStore(folder);
            return disk.getUsableSpace() < 1 << 20;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = new ArrayList<>(all.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", path, e.getMessage());
        }
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
