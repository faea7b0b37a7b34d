package org.aliquot.server.bulk.export.job;

/** How far a job is. One that was cancelled or has expired is not there any more. */
public enum ExportState {
    QUEUED,
    RUNNING,
    DONE,
    FAILED;

    public boolean isFinal() {
        return this == DONE || this == FAILED;
    }
}
