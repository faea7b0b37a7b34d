package org.aliquot.server.bulk.export.run;

import java.util.concurrent.atomic.LongAdder;

/** How far an export is, for whoever asks from another thread. */
public final class Progress {
    private final LongAdder done = new LongAdder();
    private volatile long total = -1;

    void total(long resources) {
        total = resources;
    }

    void done(long resources) {
        done.add(resources);
    }

    /** Resources written. */
    public long done() {
        return done.sum();
    }

    /** Resources there are to write, at most; below 0 while that is being found out. */
    public long total() {
        return total;
    }
}
