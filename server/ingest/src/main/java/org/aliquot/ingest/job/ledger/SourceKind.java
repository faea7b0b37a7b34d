package org.aliquot.ingest.job.ledger;

/** What a source is. */
public enum SourceKind {
    FILE,
    URL,
    /** The body of a request: it cannot be read again after a restart. */
    REQUEST
}
