package org.aliquot.gateway.spool;

/** How far a transcript has come. */
public enum TranscriptState {
    /** The conversation still runs, or ran when the process died. */
    RECEIVING,
    /** Whole as it will ever be; waits for its turn with the sink. */
    RECEIVED,
    /** Every message in it was handed over. */
    DELIVERED,
    /** Delivered as far as it could be; something in it waits for a person. */
    QUARANTINED
}
