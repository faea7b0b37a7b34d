package org.aliquot.ingest.job.ledger;

/** The checkpoint is not where this batch begins: it was stored already, or somebody else works on the job. */
public final class StaleCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleCheckpointException(String message) {
        super(message);
    }

    /** Whether this is what went wrong, however it was wrapped on its way. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StaleCheckpointException) {
                return true;
            }
        }
        return false;
    }
}
