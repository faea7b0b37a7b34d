package org.aliquot.server.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.OptionalLong;

/** How a load fares, in a line. */
final class IngestProgress {
    private static final double MEGABYTE = 1_000_000;

    private final ProgressLine line;
    private final OptionalLong allBytes;

    /** @param allBytes how many there will be, unpacked; empty where that is not known */
    IngestProgress(PrintWriter out, Clock clock, OptionalLong allBytes) {
        this.line = new ProgressLine(out, clock);
        this.allBytes = allBytes;
    }

    /** Time runs from here. */
    void start() {
        line.start();
    }

    double seconds() {
        return line.seconds();
    }

    /** Says how far it is, if it is time again. */
    void show(IngestCounts counts) {
        line.show(() -> text(counts, line.seconds()));
    }

    /** The same of what is deleted when all is stored. */
    void showDeleted(long deleted) {
        line.show(() -> String.format("%,d deleted", deleted));
    }

    /** The terminal is somebody else's again. */
    void end() {
        line.end();
    }

    private String text(IngestCounts counts, double seconds) {
        double elapsed = Math.max(seconds, 0.001);
        String text = String.format(
                "%,d resources  %,.0f/s  %.1f MB/s  %,d errors",
                counts.resources(),
                counts.resources() / elapsed,
                counts.bytes() / elapsed / MEGABYTE,
                counts.refused());
        String waiting = counts.held() == 0 ? "" : String.format("  %,d waiting", counts.held());
        return text + waiting + eta(counts, elapsed);
    }

    private String eta(IngestCounts counts, double elapsed) {
        if (allBytes.isEmpty() || counts.bytes() == 0) {
            return "";
        }
        long left = (long) ((allBytes.getAsLong() - counts.bytes()) * elapsed / counts.bytes());
        return String.format("  ETA %d:%02d", Math.max(0, left) / 60, Math.max(0, left) % 60);
    }
}
