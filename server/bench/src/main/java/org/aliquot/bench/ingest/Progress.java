package org.aliquot.bench.ingest;

import java.time.Duration;

/** What is going on, on standard error; the table on standard output stays clean. */
final class Progress {
    private final long start = System.nanoTime();

    void say(String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.err.printf("[%3d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), what);
    }
}
