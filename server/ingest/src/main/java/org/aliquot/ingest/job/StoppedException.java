package org.aliquot.ingest.job;

/** A run ends before its job does. */
final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    enum Why {
        /** A person ended the job. */
        CANCELLED,
        /** The server stops; the job goes on at the next start. */
        CLOSED,
        /** Another server works on it. */
        TAKEN
    }

    private final Why why;

    StoppedException(Why why) {
        super(why.name());
        this.why = why;
    }

    Why why() {
        return why;
    }
}
