package org.aliquot.ingest.bulk;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.hapi.table.BatchPlan;
import org.aliquot.ingest.hapi.table.Candidate;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.ResourceKey;

/** A batch on its way. */
final class Submission {
    private final List<PreparedLine> lines;
    private final TransactionStep step;
    private final CompletableFuture<List<Outcome>> result = new CompletableFuture<>();

    /** Of the attempt under way. */
    private BatchPlan plan;

    private CompletableFuture<Void> connected;
    private CompletableFuture<Void> committed;

    Submission(List<PreparedLine> lines, TransactionStep step) {
        this.lines = List.copyOf(lines);
        this.step = step;
    }

    List<PreparedLine> lines() {
        return lines;
    }

    TransactionStep step() {
        return step;
    }

    CompletableFuture<List<Outcome>> result() {
        return result;
    }

    /** Whether some of it must go through HAPI's DAO. */
    boolean needsDao() {
        return lines.stream().anyMatch(Prepared.ForDao.class::isInstance);
    }

    List<Candidate> candidates() {
        return lines.stream().map(line -> ((Prepared.AsRows) line).candidate()).toList();
    }

    /** What it may write. */
    Set<ResourceKey> keys() {
        Set<ResourceKey> keys = new HashSet<>();
        for (PreparedLine line : lines) {
            if (line.resourceId() != null) {
                keys.add(new ResourceKey(line.resourceType(), line.resourceId()));
            }
        }
        return keys;
    }

    /** What it refers to. */
    Set<ResourceKey> targets() {
        Set<ResourceKey> targets = new HashSet<>();
        for (Candidate candidate : candidates()) {
            for (LinkRow link : candidate.rows().links()) {
                if (link.target() instanceof LinkRow.Local local) {
                    targets.add(new ResourceKey(local.type(), local.id()));
                }
            }
        }
        return targets;
    }

    /** A new attempt. */
    void begin(BatchPlan planned) {
        plan = planned;
        connected = new CompletableFuture<>();
        committed = new CompletableFuture<>();
    }

    BatchPlan plan() {
        return plan;
    }

    /** Completes once the attempt has its connection, or will never have one. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    /** Completes with the transaction of the attempt, exceptionally where it was rolled back. */
    CompletableFuture<Void> committed() {
        return committed;
    }
}
