package org.aliquot.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.aliquot.server.generate.LineSink;
import org.aliquot.server.generate.ResourceKind;

/** Counts what goes by, and says so now and then when it takes long. */
final class GenerateProgress implements LineSink {
    private static final Duration EVERY = Duration.ofSeconds(5);
    // The clock is looked at only so often.
    private static final int LINES_BETWEEN_LOOKS = 4096;

    private final LineSink next;
    private final PrintWriter errors;
    private final long start = System.nanoTime();
    private long said = start;
    private long lines;
    private long bytes;

    GenerateProgress(LineSink next, PrintWriter errors) {
        this.next = next;
        this.errors = errors;
    }

    @Override
    public void accept(ResourceKind kind, byte[] line, int length) throws IOException {
        next.accept(kind, line, length);
        lines++;
        bytes += length;
        if (lines % LINES_BETWEEN_LOOKS == 0 && System.nanoTime() - said > EVERY.toNanos()) {
            said = System.nanoTime();
            errors.println(summary(lines) + " so far");
            errors.flush();
        }
    }

    String summary(long resources) {
        double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
        return String.format(
                Locale.ROOT,
                "%,d resources, %,d MB in %.1f s (%,.0f a second)",
                resources,
                bytes / 1_000_000,
                seconds,
                resources / seconds);
    }
}
