package org.aliquot.gateway.peer;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Room for connections, of all listeners of a gateway together. Thread-safe. */
public final class Places {
    private final int all;
    private final Semaphore free;

    public Places(int all) {
        this.all = all;
        this.free = new Semaphore(all);
    }

    /** What one connection takes up. */
    public final class Place {
        private final AtomicBoolean taken = new AtomicBoolean(true);

        private Place() {}

        /** Free for another; a second time does nothing. */
        public void giveBack() {
            if (taken.getAndSet(false)) {
                free.release();
            }
        }
    }

    /** A place, or nothing where all are taken; never waits. */
    public Optional<Place> take() {
        return free.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    public int all() {
        return all;
    }

    public int taken() {
        return all - free.availablePermits();
    }
}
