package org.aliquot.server.boot;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process whose threads died for want of memory answers nobody any more, and does not end either: whoever watches it must see it end, to
 * start it again. What was acknowledged is on the disk.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} does more, for it also sees what is caught; it can be given on the command line alone.
 */
final class OutOfMemory {
    /** As the JVM's own. */
    private static final int EXIT_CODE = 3;

    private static final String OPTION = "ExitOnOutOfMemoryError";
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

    private OutOfMemory() {}

    /** From here on a thread that dies of it takes the process with it. */
    static void endsTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler(
                new Ending(() -> Runtime.getRuntime().halt(EXIT_CODE)));
        if (!isOptionGiven()) {
            LOG.info(
                    "not started with -XX:+{}: without memory the process ends only where a thread dies of it", OPTION);
        }
    }

    private static boolean isOptionGiven() {
        try {
            return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption(OPTION)
                    .getValue());
        } catch (IllegalArgumentException e) {
            // Another JVM, with options of its own.
            return true;
        }
    }

    /** What else goes uncaught is written as the JVM does. */
    record Ending(Runnable end) implements Thread.UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            if (isOutOfMemory(failure)) {
                // Without a word: to write it may need more memory than there is.
                end.run();
            }
            System.err.print("Exception in thread \"" + thread.getName() + "\" ");
            failure.printStackTrace();
        }

        private static boolean isOutOfMemory(Throwable failure) {
            Throwable cause = failure;
            for (int depth = 0; cause != null && depth < 20; depth++) {
                if (cause instanceof OutOfMemoryError) {
                    return true;
                }
                cause = Objects.equals(cause.getCause(), cause) ? null : cause.getCause();
            }
            return false;
        }
    }
}
