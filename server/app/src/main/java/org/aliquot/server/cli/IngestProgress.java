package org.aliquot.server.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** The line that says how a load fares: on a terminal always the same one, elsewhere a new one now and then. */
final class IngestProgress {
    private static final Duration ON_A_TERMINAL = Duration.ofMillis(500);
    private static final Duration IN_A_FILE = Duration.ofSeconds(10);
    private static final double MEGABYTE = 1_000_000;

    private final PrintWriter out;
    private final Clock clock;
    private final OptionalLong allBytes;
    private final boolean isTerminal = System.console() != null;
    private Instant startedAt;
    private Instant saidAt;
    private int width;

    /** @param allBytes how many there will be, unpacked; empty where that is not known */
    IngestProgress(PrintWriter out, Clock clock, OptionalLong allBytes) {
        this.out = out;
        this.clock = clock;
        this.allBytes = allBytes;
        this.startedAt = clock.instant();
        this.saidAt = startedAt;
    }

    /** Time runs from here. */
    void start() {
        startedAt = clock.instant();
        saidAt = startedAt;
    }

    double seconds() {
        return Duration.between(startedAt, clock.instant()).toMillis() / 1000.0;
    }

    /** Says how far it is, if it is time again. */
    void show(IngestCounts counts) {
        Instant now = clock.instant();
        if (Duration.between(saidAt, now).compareTo(isTerminal ? ON_A_TERMINAL : IN_A_FILE) < 0) {
            return;
        }
        saidAt = now;
        String line = line(counts, seconds());
        if (isTerminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            width = line.length();
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** The terminal is somebody else's again. */
    void end() {
        if (isTerminal && width > 0) {
            out.println();
            out.flush();
        }
    }

    private String line(IngestCounts counts, double seconds) {
        double elapsed = Math.max(seconds, 0.001);
        String line = String.format(
                "%,d resources  %,.0f/s  %.1f MB/s  %,d errors",
                counts.resources(),
                counts.resources() / elapsed,
                counts.bytes() / elapsed / MEGABYTE,
                counts.refused());
        String waiting = counts.held() == 0 ? "" : String.format("  %,d waiting", counts.held());
        return line + waiting + eta(counts, elapsed);
    }

    private String eta(IngestCounts counts, double elapsed) {
        if (allBytes.isEmpty() || counts.bytes() == 0) {
            return "";
        }
        long left = (long) ((allBytes.getAsLong() - counts.bytes()) * elapsed / counts.bytes());
        return String.format("  ETA %d:%02d", Math.max(0, left) / 60, Math.max(0, left) % 60);
    }
}
