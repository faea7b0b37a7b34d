package org.aliquot.server.fhir.log;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** The kinds of exceptions and where they arose, not what they say. */
public final class QuietTrace {
    private static final int FRAMES_KEPT = 25;

    private QuietTrace() {}

    /** Of a failure and its causes, one line for each frame. */
    public static String of(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            trace.append(trace.isEmpty() ? "" : "\n  caused by ")
                    .append(cause.getClass().getName());
            if (cause instanceof SQLException sql) {
                trace.append(" (SQLSTATE ").append(sql.getSQLState()).append(')');
            }
            if (cause instanceof IOException) {
                trace.append(" (input or output)");
            }
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES_KEPT); i++) {
                trace.append("\n    at ").append(frames[i]);
            }
        }
        return trace.toString();
    }
}
