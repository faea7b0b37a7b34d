package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much memory the bodies of all requests may take together, from when they are read until they are answered. HAPI makes objects of a
 * whole body before anyone is asked: of 100 kB that unpack to 45 MB of small elements, a gigabyte.
 *
 * <p>A body that does not fit beside those of others waits for them; one that does not fit at all is refused.
 */
public final class BodyBudget {
    private static final int UNAVAILABLE = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SOON_SECONDS = 5;

    /** Of the heap. The server itself needs about a quarter of the least one it runs in. */
    private static final int SHARE = 3;

    private final long most;
    private final long patienceNanos;
    private long used;
    private long heldByWaiting;

    /** @param most bytes of memory, as {@link BodyCost} reckons them */
    BodyBudget(long most, Duration patience) {
        this.most = most;
        this.patienceNanos = patience.toNanos();
    }

    /** A part of this process's heap. */
    public static BodyBudget ofHeap() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE, PATIENCE);
    }

    /** For one request; the caller closes it when the request is answered. */
    public Share open() {
        return new Share();
    }

    synchronized long used() {
        return used;
    }

    /** What one request's body takes of it. Of one thread. */
    public final class Share implements AutoCloseable {
        private long held;

        private Share() {}

        /**
         * Takes more; waits where others have too much of it.
         *
         * @throws BaseServerResponseException 413 where that is more than there is, 503 where others do not give back in time
         */
        public void take(long bytes) {
            synchronized (BodyBudget.this) {
                if (held + bytes > most) {
                    throw new PayloadTooLargeException(
                            "the request body has more elements than the server's memory can hold at"
                                    + " once; send less, such as smaller Bundles, or have the server started with more (-Xmx)");
                }
                if (used + bytes > most) {
                    await(bytes);
                }
                used += bytes;
                held += bytes;
            }
        }

        private void await(long bytes) {
            long end = System.nanoTime() + patienceNanos;
            heldByWaiting += held;
            try {
                while (used + bytes > most) {
                    // Where all who hold anything wait for each other, the last one gives up.
                    boolean isAnyoneGoingOn = used > heldByWaiting;
                    long left = end - System.nanoTime();
                    if (!isAnyoneGoingOn || left <= 0) {
                        throw busy();
                    }
                    TimeUnit.NANOSECONDS.timedWait(BodyBudget.this, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            } finally {
                heldByWaiting -= held;
            }
        }

        private BaseServerResponseException busy() {
            BaseServerResponseException busy = new UnclassifiedServerFailureException(
                    UNAVAILABLE, "the server is busy with other large requests; try again in a moment");
            busy.addResponseHeader("Retry-After", Integer.toString(SOON_SECONDS));
            return busy;
        }

        @Override
        public void close() {
            synchronized (BodyBudget.this) {
                used -= held;
                held = 0;
                BodyBudget.this.notifyAll();
            }
        }
    }
}
