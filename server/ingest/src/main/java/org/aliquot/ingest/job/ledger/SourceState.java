package org.aliquot.ingest.job.ledger;

/** How far a source is. */
public enum SourceState {
    WAITING,
    READING,
    /** Read to its end. */
    DONE,
    /** Could not be read to its end; lines before that have their outcomes. */
    FAILED
}
