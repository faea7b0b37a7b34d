package org.aliquot.server.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** The line that says how long work fares: on a terminal always the same one, elsewhere a new one now and then. */
final class ProgressLine {
    private static final Duration ON_A_TERMINAL = Duration.ofMillis(500);
    private static final Duration IN_A_FILE = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final Clock clock;
    private final boolean isTerminal = System.console() != null;
    private Instant startedAt;
    private Instant saidAt;
    private int width;

    ProgressLine(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
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

    /** Says it, if it is time again. */
    void show(Supplier<String> what) {
        Instant now = clock.instant();
        if (Duration.between(saidAt, now).compareTo(isTerminal ? ON_A_TERMINAL : IN_A_FILE) < 0) {
            return;
        }
        saidAt = now;
        String line = what.get();
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
}
