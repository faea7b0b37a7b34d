package org.aliquot.ingest.job;

import java.util.List;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.job.IngestMetrics.BatchOutcome;

/** Counts what became of lines. */
final class BatchOutcomes {
    private BatchOutcomes() {}

    static BatchOutcome of(Batch batch, List<Outcome> outcomes) {
        BatchOutcome stored = of(outcomes);
        long all = batch.size();
        long bad = batch.bad();
        // What did not go to the store is bad, or held back behind an earlier line of its id.
        return new BatchOutcome(
                stored.stored(),
                stored.unchanged(),
                stored.refused() + bad,
                stored.held() + all - bad - outcomes.size());
    }

    static BatchOutcome of(List<Outcome> outcomes) {
        return new BatchOutcome(
                count(outcomes, Outcome.Stored.class),
                count(outcomes, Outcome.Unchanged.class),
                count(outcomes, Outcome.Refused.class),
                count(outcomes, Outcome.Unresolved.class));
    }

    private static long count(List<Outcome> outcomes, Class<? extends Outcome> kind) {
        return outcomes.stream().filter(kind::isInstance).count();
    }
}
