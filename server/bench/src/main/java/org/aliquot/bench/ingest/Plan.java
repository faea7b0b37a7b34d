package org.aliquot.bench.ingest;

/** Which of HAPI's indexes and keys are there. */
enum Plan {
    /** HAPI's own: all of them. */
    STOCK,
    /** What the server comes with. */
    LAB;

    /** The server's settings for it. */
    String settings() {
        return "";
    }
}
