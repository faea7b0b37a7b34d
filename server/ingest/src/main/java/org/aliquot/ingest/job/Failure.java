package org.aliquot.ingest.job;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A failure for the log: kinds and places, no messages, which may quote rows and so patients. */
final class Failure {
    private static final int FRAMES = 12;

    private Failure() {}

    static String traceOf(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            trace.append(trace.isEmpty() ? "" : "\n  caused by ")
                    .append(cause.getClass().getName())
                    .append(Arrays.stream(cause.getStackTrace())
                            .limit(FRAMES)
                            .map(frame -> "\n    at " + frame)
                            .collect(Collectors.joining()));
        }
        return trace.toString();
    }
}
