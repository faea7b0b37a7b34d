package org.aliquot.server.bulk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.aliquot.ingest.job.IngestMetrics;

/** What ingest jobs count, under {@code aliquot_ingest_…} at {@code /actuator/prometheus}. Names no patient. */
final class IngestMeters implements IngestMetrics {
    private static final String PREFIX = "aliquot.ingest.";

    private final MeterRegistry meters;
    private final Counter readLines;
    private final Counter readBytes;
    private final Timer prepared;
    private final Counter pauses;

    IngestMeters(MeterRegistry meters) {
        this.meters = meters;
        this.readLines = meters.counter(PREFIX + "read.lines");
        this.readBytes = meters.counter(PREFIX + "read.bytes");
        this.prepared = Timer.builder(PREFIX + "prepared")
                .description("Time to take a chunk of lines apart, on one thread")
                .register(meters);
        this.pauses = meters.counter(PREFIX + "pauses");
    }

    @Override
    public void read(long lines, long bytes) {
        readLines.increment(lines);
        readBytes.increment(bytes);
    }

    @Override
    public void prepared(long lines, Duration took) {
        prepared.record(took);
    }

    @Override
    public void stored(String via, BatchOutcome outcome, Duration took) {
        meters.timer(PREFIX + "batch", "via", via).record(took);
        count(via, "stored", outcome.stored());
        count(via, "unchanged", outcome.unchanged());
        count(via, "refused", outcome.refused());
        count(via, "held", outcome.held());
    }

    private void count(String via, String outcome, long lines) {
        meters.counter(PREFIX + "lines", "via", via, "outcome", outcome).increment(lines);
    }

    @Override
    public void paused() {
        pauses.increment();
    }
}
