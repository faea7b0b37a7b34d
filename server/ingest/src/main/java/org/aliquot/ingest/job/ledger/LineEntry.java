package org.aliquot.ingest.job.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A line of a job, as the ledger holds it while it has no resource.
 *
 * @param source number of its source in the job
 * @param line its number in the source
 * @param reference {@code Type/id}, {@code Type}, or empty where not even that can be read
 * @param json the line; null where it was too long to keep
 */
@SuppressWarnings("ArrayRecordComponent") // as many as there are lines
public record LineEntry(int source, long line, long offset, String reference, byte @Nullable [] json) {
    // A reference is a type and an id of 64 characters; what is longer is no reference, and no line's fault.
    private static final int LONGEST_REFERENCE = 160;

    public LineEntry {
        reference = reference.substring(0, Math.min(LONGEST_REFERENCE, reference.length()));
    }
}
