package org.aliquot.server.bulk.export.run;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.aliquot.ingest.WritesUnderWay;

/**
 * What exports leave to loads. An export can wait, as long as it goes on; results that come in are waited for by people. So beside a load
 * one reader of each export works, half of the time, and the others wait.
 */
final class Courtesy {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** A load does not write from the end of one batch to the next. */
    private static final int LOOKS_WITHOUT = 10;

    /** Short enough for somebody who waits for a stop. */
    private static final Duration LONGEST_REST = Duration.ofMillis(500);

    private final WritesUnderWay writes;

    Courtesy(WritesUnderWay writes) {
        this.writes = Objects.requireNonNull(writes, "writes");
    }

    /** Returns at once where no load writes; else after as long as was worked. */
    void rest(Duration worked) throws InterruptedException {
        if (writes.isLoading()) {
            Thread.sleep((worked.compareTo(LONGEST_REST) < 0 ? worked : LONGEST_REST).toMillis());
        }
    }

    /**
     * Returns at once where no load writes; else once none has for half a second.
     *
     * @param isOver ends the wait, too
     * @throws java.util.concurrent.CancellationException where the export was stopped
     */
    void await(BooleanSupplier isOver, Stop stop) throws InterruptedException {
        int without = writes.isLoading() ? 0 : LOOKS_WITHOUT;
        while (without < LOOKS_WITHOUT && !isOver.getAsBoolean()) {
            stop.check();
            Thread.sleep(LOOK_AGAIN.toMillis());
            without = writes.isLoading() ? 0 : without + 1;
        }
    }
}
