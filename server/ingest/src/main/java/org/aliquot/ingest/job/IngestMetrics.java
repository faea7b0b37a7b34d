package org.aliquot.ingest.job;

import java.time.Duration;

/** What jobs count, stage by stage. Called from many threads. */
public interface IngestMetrics {
    /** Counts nothing. */
    IngestMetrics NONE = new IngestMetrics() {
        @Override
        public void read(long lines, long bytes) {}

        @Override
        public void prepared(long lines, Duration took) {}

        @Override
        public void stored(String via, BatchOutcome outcome, Duration took) {}

        @Override
        public void paused() {}
    };

    /** What became of a batch. */
    record BatchOutcome(long stored, long unchanged, long refused, long held) {}

    /** Lines left the reader; bytes unpacked. */
    void read(long lines, long bytes);

    /** Lines were parsed and taken apart on one thread. */
    void prepared(long lines, Duration took);

    /** A batch is durable; from its submission on. */
    void stored(String via, BatchOutcome outcome, Duration took);

    /** The database is away, and a job waits. */
    void paused();
}
