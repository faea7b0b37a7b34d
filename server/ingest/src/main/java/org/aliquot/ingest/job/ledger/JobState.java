package org.aliquot.ingest.job.ledger;

/** Where a job is. */
public enum JobState {
    /** Others are before it. */
    QUEUED,
    /** Lines are read and stored. */
    RUNNING,
    /** The database is away; the job goes on by itself once it is back. */
    PAUSED,
    /** Its client may still send sources; lines that refer to what is not there wait for them. */
    OPEN,
    /** Every line has its outcome, and every source was read to its end or failed. */
    DONE,
    /** It could not go on; what it had stored stays. */
    FAILED,
    /** A person ended it; what it had stored stays. */
    CANCELLED;

    /** Whether nothing more will happen. */
    public boolean isFinal() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
