package org.aliquot.ingest.job.ledger;

/**
 * What became of lines; blank ones do not count.
 *
 * @param held lines that wait for what they refer to
 */
public record Counts(long read, long stored, long unchanged, long refused, long held) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    /** The sum. */
    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                stored + other.stored,
                unchanged + other.unchanged,
                refused + other.refused,
                held + other.held);
    }
}
