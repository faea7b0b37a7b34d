package org.aliquot.server.bulk.export.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aliquot.ingest.WritesUnderWay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CourtesyTest {
    private final WritesUnderWay writes = new WritesUnderWay(Clock.systemUTC());
    private final Courtesy courtesy = new Courtesy(writes);
    private final AtomicBoolean isOver = new AtomicBoolean();

    @Test
    void nobodyWaitsForReportsOneByOne() throws Exception {
        try (WritesUnderWay.Write report = writes.begin()) {
            courtesy.await(isOver::get, new Stop());
            long begun = System.nanoTime();
            courtesy.rest(Duration.ofHours(1));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void othersWaitForTheEndOfALoad() throws Exception {
        WritesUnderWay.Write batch = writes.beginBatch();
        CompletableFuture<Void> waiting = waiting(new Stop());
        assertThat(waiting).isNotDone();
        WritesUnderWay.Write next = writes.beginBatch();
        batch.close();
        Thread.sleep(600);
        assertThat(waiting).isNotDone();
        next.close();
        waiting.get(30, TimeUnit.SECONDS);
    }

    /** A load that waits for exports must not be waited for. */
    @Test
    void nobodyWaitsForALoadThatWaitsItself() {
        try (WritesUnderWay.Write batch = writes.beginBatch()) {
            writes.untilReadersEnd(() -> assertThat(waiting(new Stop())).succeedsWithin(Duration.ofSeconds(30)));
        }
    }

    @Test
    void orForTheEndOfTheExport() throws Exception {
        try (WritesUnderWay.Write batch = writes.beginBatch()) {
            CompletableFuture<Void> waiting = waiting(new Stop());
            isOver.set(true);
            waiting.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void orUntilItIsStopped() {
        Stop stop = new Stop();
        try (WritesUnderWay.Write batch = writes.beginBatch()) {
            CompletableFuture<Void> waiting = waiting(stop);
            stop.ask();
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void theOneRestsAsLongAsItWorked() throws Exception {
        try (WritesUnderWay.Write batch = writes.beginBatch()) {
            long begun = System.nanoTime();
            courtesy.rest(Duration.ofMillis(120));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(119));
        }
    }

    private CompletableFuture<Void> waiting(Stop stop) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                courtesy.await(isOver::get, stop);
                result.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
