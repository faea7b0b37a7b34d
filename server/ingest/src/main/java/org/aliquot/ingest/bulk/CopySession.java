package org.aliquot.ingest.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.aliquot.ingest.BulkSession;
import org.aliquot.ingest.BulkStore;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.StoreUnavailableException;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.ingest.copy.TextNotStorableException;
import org.aliquot.ingest.hapi.table.BatchPlan;
import org.aliquot.ingest.hapi.table.BatchPlanner;
import org.aliquot.ingest.hapi.table.BatchWriter;
import org.aliquot.ingest.hapi.table.ResourceLookup;
import org.aliquot.ingest.hapi.table.StalePlanException;
import org.aliquot.ingest.rows.ResourceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans each batch on one thread, writes it on another.
 *
 * <p>A batch is planned while those before it are still being written: what they create is known by its planned id. It
 * commits only after them, so nothing ever refers to what was rolled back, and a checkpoint never overtakes another. A
 * batch that writes a resource which one before it writes too waits for that one.
 */
final class CopySession implements BulkSession {
    private static final Logger LOG = LoggerFactory.getLogger(CopySession.class);
    private static final long FIRST_WAIT_MILLIS = 20;

    private final Runnable closed;
    private final boolean guarded;
    private final DataSource dataSource;
    private final CopyWriters writers;
    private final BulkStore dao;
    private final CopySettings settings;
    private final CommitListener listener;
    private final UpdateReadiness readiness;
    private final Clock clock;
    private final Transactions transactions;
    private final WritesUnderWay writes;
    private final String requestId;
    private final Semaphore room;
    private final ExecutorService planning;
    private final ExecutorService writing;
    private final BatchPlanner planner = new BatchPlanner();

    /** Planned and handed to a writer, in order; the planning thread's alone. */
    private final Deque<Submission> underWay = new ArrayDeque<>();

    private RuntimeException broken;

    /**
     * @param closed is told once nothing is under way any more
     * @param guarded whether a reference to what is not committed yet would violate a foreign key
     */
    CopySession(
            Runnable closed,
            boolean guarded,
            DataSource dataSource,
            CopyWriters writers,
            BulkStore dao,
            CopySettings settings,
            CommitListener listener,
            UpdateReadiness readiness,
            WritesUnderWay writes,
            Clock clock,
            String requestId) {
        this.closed = closed;
        this.guarded = guarded;
        this.dataSource = dataSource;
        this.writers = writers;
        this.dao = dao;
        this.settings = settings;
        this.listener = listener;
        this.readiness = readiness;
        this.writes = writes;
        this.clock = clock;
        this.requestId = requestId;
        this.transactions = new Transactions(dataSource, settings.lockTimeout());
        this.room = new Semaphore(settings.writers() + 1);
        this.planning = Executors.newSingleThreadExecutor(task -> daemon(task, "ingest-plan"));
        this.writing = Executors.newFixedThreadPool(settings.writers(), task -> daemon(task, "ingest-write"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletableFuture<List<Outcome>> store(List<PreparedLine> batch, TransactionStep step) {
        Submission submission = new Submission(batch, step);
        room.acquireUninterruptibly();
        // From before its time is noted until it is committed.
        WritesUnderWay.Write write = writes.beginBatch();
        submission.result().whenComplete((outcomes, failure) -> {
            write.close();
            room.release();
        });
        planning.execute(() -> begin(submission));
        return submission.result();
    }

    @Override
    public void close() {
        planning.execute(this::settleAll);
        planning.shutdown();
        try {
            // Each transaction is bounded by its locks and its rows; the database itself may take its time.
            while (!planning.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.info("waiting for the batches under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writing.shutdown();
        closed.run();
    }

    // ---- the planning thread

    private void begin(Submission submission) {
        try {
            if (submission.needsDao()) {
                settleAll();
                if (!failsWithTheSession(submission)) {
                    throughDao(submission);
                }
                return;
            }
            Set<ResourceKey> keys = submission.keys();
            if (guarded) {
                keys.addAll(submission.targets());
            }
            while (underWay.size() >= settings.writers() || writesOneOf(keys)) {
                settleOldest();
            }
            if (!failsWithTheSession(submission)) {
                plan(submission);
                if (mustWait(submission)) {
                    settleAll();
                    makeReady();
                    // Of batches that were written again the ids are others.
                    plan(submission);
                }
                hand(submission);
            }
        } catch (SQLException | RuntimeException | Error e) {
            breakWith(e, List.of(submission));
        }
    }

    private boolean failsWithTheSession(Submission submission) {
        if (broken != null) {
            submission.result().completeExceptionally(broken);
        }
        return broken != null;
    }

    private boolean writesOneOf(Set<ResourceKey> keys) {
        return underWay.stream()
                .anyMatch(other -> !Collections.disjoint(other.plan().written().keySet(), keys));
    }

    private void plan(Submission submission) throws SQLException {
        // Taken before the database is asked: what commits in between is in one of the two.
        Map<ResourceKey, Long> uncommitted = new HashMap<>();
        underWay.forEach(other -> uncommitted.putAll(other.plan().written()));
        try (Connection connection = dataSource.getConnection()) {
            ResourceLookup.prepare(connection);
            try {
                BatchPlan.Moment moment = new BatchPlan.Moment(clock.millis(), requestId);
                submission.begin(planner.plan(connection, connection, submission.candidates(), uncommitted, moment));
            } finally {
                ResourceLookup.unprepare(connection);
            }
        }
    }

    private boolean mustWait(Submission submission) {
        return submission.plan().hasUpdates() && !readiness.isReady();
    }

    private void hand(Submission submission) {
        Turn turn = Turn.after(underWay.peekLast());
        underWay.addLast(submission);
        writing.execute(() -> write(submission, turn));
    }

    /** Waits for the oldest batch under way; one that met another writer is done again, with all after it. */
    private void settleOldest() {
        Submission oldest = underWay.peekFirst();
        if (oldest == null) {
            return;
        }
        Throwable failure = failureOf(oldest);
        if (failure == null) {
            underWay.removeFirst();
            return;
        }
        List<Submission> again = new ArrayList<>(underWay);
        again.forEach(CopySession::failureOf);
        underWay.clear();
        if (!Conflict.isCauseOf(failure) && !SavepointPerLine.isDataTrouble(failure)) {
            breakWith(failure, again);
            return;
        }
        for (int i = 0; i < again.size(); i++) {
            try {
                writeAlone(again.get(i));
            } catch (SQLException | StalePlanException | RuntimeException | InterruptedException e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                breakWith(e, again.subList(i, again.size()));
                return;
            }
        }
    }

    private void settleAll() {
        while (!underWay.isEmpty()) {
            settleOldest();
        }
    }

    /** Waits until the attempt has ended. */
    private static Throwable failureOf(Submission submission) {
        try {
            submission.committed().join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    private void writeAlone(Submission submission) throws SQLException, StalePlanException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                plan(submission);
                if (mustWait(submission)) {
                    makeReady();
                }
                commit(submission, Turn.after(null));
                succeed(submission);
                return;
            } catch (SQLException | StalePlanException | TextNotStorableException e) {
                if (isOfOneLine(e, attempt)) {
                    lineByLine(submission);
                    return;
                }
                if (!Conflict.isCauseOf(e)) {
                    throw e;
                }
                LOG.debug("a batch met another writer, try {}: {}", attempt, e.getMessage());
                Thread.sleep(FIRST_WAIT_MILLIS << Math.min(attempt, 6));
            }
        }
    }

    // A conflict that does not pass is no passing one: a value that must be unique, say.
    private boolean isOfOneLine(Exception failure, int attempt) {
        return SavepointPerLine.isDataTrouble(failure) || Conflict.isCauseOf(failure) && attempt >= settings.attempts();
    }

    // Building indexes ends with a lock that waits for exports.
    private void makeReady() throws SQLException {
        writes.untilReadersEnd(readiness::makeReady);
    }

    private void lineByLine(Submission submission) throws SQLException {
        makeReady();
        SavepointPerLine careful = new SavepointPerLine(dataSource, transactions, planner, writers, listener);
        submission.result().complete(careful.write(submission, new BatchPlan.Moment(clock.millis(), requestId)));
    }

    private void throughDao(Submission submission) {
        List<PreparedLine> lines = new ArrayList<>();
        for (PreparedLine line : submission.lines()) {
            lines.add(line instanceof Prepared.ForDao forDao ? forDao.inner() : DaoLines.again(dao, line));
        }
        try (BulkSession session = dao.open()) {
            submission.result().complete(session.store(lines, submission.step()).join());
        } catch (CompletionException e) {
            breakWith(e.getCause(), List.of(submission));
        }
    }

    private void breakWith(Throwable failure, List<Submission> lost) {
        if (broken == null) {
            broken = failure instanceof StoreUnavailableException known
                    ? known
                    : new StoreUnavailableException("the batch could not be written: " + describe(failure), failure);
        }
        lost.forEach(submission -> submission.result().completeExceptionally(broken));
    }

    // Without what PostgreSQL quotes of the rows: they are patients' data.
    private static String describe(Throwable failure) {
        return failure instanceof SQLException sql
                ? "SQL state " + sql.getSQLState()
                : failure.getClass().getSimpleName();
    }

    // ---- a writing thread

    /**
     * When a batch may go on. Only behind one that has its connection may the next take another: whoever held one while
     * the batch before waited for the pool could have the pool empty, and both wait until the pool gives up.
     */
    private record Turn(CompletableFuture<Void> toConnect, CompletableFuture<Void> toCommit) {
        static Turn after(@Nullable Submission before) {
            CompletableFuture<Void> now = CompletableFuture.completedFuture(null);
            return before == null ? new Turn(now, now) : new Turn(before.connected(), before.committed());
        }
    }

    private void write(Submission submission, Turn turn) {
        try {
            commit(submission, turn);
            succeed(submission);
        } catch (SQLException | StalePlanException | RuntimeException | Error e) {
            submission.connected().complete(null);
            submission.committed().completeExceptionally(e);
            // Its result, and those of the batches behind it, must not wait for the next batch. A session that is being
            // closed settles all of them anyway.
            try {
                planning.execute(this::settleAll);
            } catch (RejectedExecutionException closing) {
                LOG.debug("settled by close", closing);
            }
        }
    }

    private void commit(Submission submission, Turn turn) throws SQLException, StalePlanException {
        BatchWriter writer = writers.take();
        try {
            turn.toConnect().join();
            transactions.<StalePlanException>inTransaction(connection -> {
                submission.connected().complete(null);
                writer.write(connection, submission.plan());
                turn.toCommit().join();
                submission.step().run(connection, submission.plan().outcomes());
            });
        } finally {
            writers.give(writer);
        }
    }

    private void succeed(Submission submission) {
        listener.committed(submission.plan());
        submission.committed().complete(null);
        submission.result().complete(submission.plan().outcomes());
    }
}
