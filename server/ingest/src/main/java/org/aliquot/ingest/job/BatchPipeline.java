package org.aliquot.ingest.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.job.ledger.Checkpoint;
import org.aliquot.ingest.job.ledger.HeldLines;
import org.aliquot.ingest.job.ledger.Ledger;
import org.aliquot.ingest.job.ledger.SourceStatus;
import org.aliquot.ingest.job.ledger.StaleCheckpointException;

/**
 * Stores a source's batches in order, two under way at once, and the same again while the database is away.
 *
 * <p>A batch that holds an id which one under way holds too waits for that one: whether its lines are to be held back
 * behind an earlier line of their id is known only then.
 */
final class BatchPipeline implements AutoCloseable {
    private static final int UNDER_WAY = 2;

    private final String job;
    private final String via;
    private final LaneSession session;
    private final Ledger ledger;
    private final HeldLines held;
    private final RunControl control;
    private final ByteBudget budget;
    private final IngestMetrics metrics;
    private final Deque<Submitted> underWay = new ArrayDeque<>();
    private boolean anyHeld;

    private record Submitted(Batch batch, CompletableFuture<List<Outcome>> result, long startedAt) {}

    BatchPipeline(
            String job,
            Lane lane,
            Ledger ledger,
            HeldLines held,
            RunControl control,
            ByteBudget budget,
            IngestMetrics metrics)
            throws StoppedException {
        this.job = Objects.requireNonNull(job, "job");
        this.via = lane.name();
        this.session = lane.open();
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.held = Objects.requireNonNull(held, "held");
        this.control = Objects.requireNonNull(control, "control");
        this.budget = Objects.requireNonNull(budget, "budget");
        this.metrics = Objects.requireNonNull(metrics, "metrics");
        this.anyHeld = control.patiently(held::count) > 0;
    }

    /** Takes the batch and its bytes, which go back to the budget whatever comes of it. */
    void submit(Batch batch) throws StoppedException, InterruptedException {
        boolean isSent = false;
        try {
            while (underWay.size() >= UNDER_WAY || sharesAnIdWithOneUnderWay(batch)) {
                awaitFirst();
            }
            underWay.addLast(send(batch));
            isSent = true;
        } finally {
            if (!isSent) {
                budget.giveBack(batch.bytes());
            }
        }
    }

    /** Returns once everything that was submitted is durable. */
    void drain() throws StoppedException, InterruptedException {
        while (!underWay.isEmpty()) {
            awaitFirst();
        }
    }

    /** Waits until nothing is under way, whatever comes of it: after this nothing is written any more. */
    @Override
    public void close() {
        for (Submitted submitted : underWay) {
            settle(submitted.result);
            budget.giveBack(submitted.batch.bytes());
        }
        underWay.clear();
        session.close();
    }

    private boolean sharesAnIdWithOneUnderWay(Batch batch) {
        return underWay.stream().anyMatch(other -> !Collections.disjoint(other.batch.references(), batch.references()));
    }

    private Submitted send(Batch batch) throws StoppedException {
        Set<String> behind = anyHeld ? control.patiently(() -> held.among(batch.references())) : Set.of();
        long start = System.nanoTime();
        return new Submitted(
                batch,
                session.store(batch.lines(behind), (connection, outcomes) -> batch.write(connection, behind, outcomes)),
                start);
    }

    private void awaitFirst() throws StoppedException, InterruptedException {
        for (int failures = 0; ; failures++) {
            control.check();
            Submitted first = underWay.getFirst();
            try {
                done(first, first.result.get());
                return;
            } catch (ExecutionException | CancellationException e) {
                RuntimeException failure = unwrapped(e);
                if (StaleCheckpointException.isCauseOf(failure)) {
                    if (!isCommitted(first.batch)) {
                        throw new StoppedException(StoppedException.Why.TAKEN);
                    }
                    // The answer to its commit was lost; the commit was not. Those behind it failed with this session.
                    anyHeld = anyHeld || control.patiently(held::count) > 0;
                    underWay.removeFirst();
                    budget.giveBack(first.batch.bytes());
                    sendAllAgain();
                    return;
                }
                control.pauseFor(failure, failures);
                sendAllAgain();
            }
        }
    }

    private void done(Submitted submitted, List<Outcome> outcomes) {
        control.goOn();
        underWay.removeFirst();
        budget.giveBack(submitted.batch.bytes());
        anyHeld = anyHeld || outcomes.stream().anyMatch(Outcome.Unresolved.class::isInstance);
        metrics.stored(
                via,
                BatchOutcomes.of(submitted.batch, outcomes),
                Duration.ofNanos(System.nanoTime() - submitted.startedAt));
    }

    private void sendAllAgain() throws StoppedException {
        List<Submitted> failed = new ArrayList<>(underWay);
        // Those behind the first failed with it; what did not moves no checkpoint, because the first has not moved it.
        failed.forEach(submitted -> settle(submitted.result));
        underWay.clear();
        session.close();
        for (int i = 0; i < failed.size(); i++) {
            try {
                underWay.addLast(send(failed.get(i).batch));
            } catch (StoppedException | RuntimeException e) {
                failed.subList(i, failed.size()).forEach(left -> budget.giveBack(left.batch.bytes()));
                throw e;
            }
        }
    }

    private boolean isCommitted(Batch batch) throws StoppedException {
        Checkpoint checkpoint = batch.checkpoint();
        return control.patiently(() -> ledger.status(job)).stream()
                .flatMap(status -> status.sources().stream())
                .filter(source -> source.number() == checkpoint.source())
                .map(SourceStatus::position)
                .anyMatch(position -> position.line() >= checkpoint.to().line());
    }

    private static void settle(CompletableFuture<List<Outcome>> result) {
        try {
            result.join();
        } catch (RuntimeException said) {
            // Whoever waits for it is told.
        }
    }

    private static RuntimeException unwrapped(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
