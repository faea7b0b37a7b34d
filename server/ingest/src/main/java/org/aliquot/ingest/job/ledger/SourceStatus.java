package org.aliquot.ingest.job.ledger;

import org.aliquot.ingest.job.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A source and how far it is.
 *
 * @param number in its job, from 1
 * @param reason why it failed; null where it did not
 * @param position of its checkpoint: every line before it has its outcome in the database
 */
public record SourceStatus(
        int number,
        SourceSpec spec,
        SourceState state,
        @Nullable String reason,
        Position position,
        Counts counts) {}
