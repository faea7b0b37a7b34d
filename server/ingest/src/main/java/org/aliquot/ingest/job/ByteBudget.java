package org.aliquot.ingest.job;

/** Bounds the bytes between reading and storing. */
final class ByteBudget {
    private final long most;
    private long used;

    ByteBudget(long most) {
        this.most = most;
    }

    /** Waits until there is room. What is larger than all the room there is waits for the others to be gone. */
    synchronized void take(long bytes) throws InterruptedException {
        while (used > 0 && used + bytes > most) {
            wait();
        }
        used += bytes;
    }

    synchronized void giveBack(long bytes) {
        used -= bytes;
        notifyAll();
    }
}
