package org.aliquot.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.aliquot.ingest.WritesUnderWay;
import org.aliquot.server.testsupport.BareDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for those who write. */
class SettledTest {
    /** More than the pool has connections. */
    private static final int WAITING = 12;

    @Test
    @Timeout(120)
    void whoeverWaitsLeavesTheConnectionsToOthers() throws Exception {
        try (BareDatabase postgres = BareDatabase.start();
                Connection writer = postgres.connect()) {
            Settled settled =
                    new Settled(postgres.dataSource(), new WritesUnderWay(Clock.systemUTC()), Clock.systemUTC());
            writer.setAutoCommit(false);
            BareDatabase.execute(writer, "create table t (n int)");
            ExecutorService waiters = Executors.newFixedThreadPool(WAITING);
            List<Future<Instant>> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < WAITING; i++) {
                    waiting.add(waiters.submit(() -> settled.await(() -> {})));
                }
                Thread.sleep(1_000);

                assertThat(postgres.rows("select 1")).containsExactly("1");
                assertThat(waiting).noneMatch(Future::isDone);
                writer.commit();
                for (Future<Instant> one : waiting) {
                    assertThat(one.get(30, TimeUnit.SECONDS)).isBefore(Instant.now());
                }
            } finally {
                waiters.shutdownNow();
            }
        }
    }
}
