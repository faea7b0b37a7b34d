package org.aliquot.server.cli;

/**
 * What became of lines.
 *
 * @param accepted stored in a new version
 * @param bytes unpacked
 */
record IngestCounts(long accepted, long unchanged, long refused, long held, long failedSources, long bytes) {
    static final IngestCounts NONE = new IngestCounts(0, 0, 0, 0, 0, 0);

    IngestCounts plus(IngestCounts other) {
        return new IngestCounts(
                accepted + other.accepted,
                unchanged + other.unchanged,
                refused + other.refused,
                held + other.held,
                failedSources + other.failedSources,
                bytes + other.bytes);
    }

    long resources() {
        return accepted + unchanged;
    }
}
