package org.aliquot.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolWriterTest {
    @TempDir
    Path directory;

    @Test
    void oneBadWriteDoesNotTakeItsNeighboursWithIt() throws Exception {
        Db db = SpoolSchema.openForWriting(directory.resolve("spool.db"));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (SpoolWriter writer = new SpoolWriter(db)) {
            writer.write(any -> insert(any, 1));
            // This write holds the thread, so that the next three, in any order, are committed as one transaction.
            CompletableFuture<Integer> first = async(writer, any -> {
                held.countDown();
                await(gate);
                return insert(any, 4);
            });
            await(held);
            CompletableFuture<Integer> good = async(writer, any -> insert(any, 2));
            CompletableFuture<Integer> bad = async(writer, any -> insert(any, 1));
            CompletableFuture<Integer> last = async(writer, any -> insert(any, 3));
            gate.countDown();

            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(good.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(SpoolException.class);
            long kept = writer.write(any -> any.number("SELECT count(*) FROM chunk"));
            assertThat(kept).isEqualTo(4);
        }
    }

    @Test
    void aFullDiskIsRefusedAndWhatFitsLaterIsKept() throws Exception {
        Db db = SpoolSchema.openForWriting(directory.resolve("spool.db"));
        try (SpoolWriter writer = new SpoolWriter(db)) {
            writer.write(any -> insert(any, 1));
            // SQLite's own way of running out of room.
            long pages = writer.write(any -> any.number("PRAGMA max_page_count = 1"));
            assertThatThrownBy(() -> writer.write(
                            any -> any.update("INSERT INTO chunk (place, bytes) VALUES (?, ?)", 2, new byte[1 << 20])))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("full");
            writer.write(any -> any.number("PRAGMA max_page_count = " + (pages + 10_000)));
            writer.write(any -> insert(any, 3));
            long kept = writer.write(any -> any.number("SELECT count(*) FROM chunk"));
            assertThat(kept).isEqualTo(2);
        }
    }

    @Test
    void anErrorInOneWriteDoesNotEndTheThread() {
        try (SpoolWriter writer = new SpoolWriter(SpoolSchema.openForWriting(directory.resolve("spool.db")))) {
            assertThatThrownBy(() -> writer.write(db -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(SpoolException.class);
            assertThat((int) writer.write(db -> insert(db, 1))).isEqualTo(1);
        }
    }

    @Test
    void afterCloseNothingMoreIsTaken() {
        SpoolWriter writer = new SpoolWriter(SpoolSchema.openForWriting(directory.resolve("spool.db")));
        writer.close();
        assertThatThrownBy(() -> writer.write(db -> insert(db, 1)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aStatementWithAMissingValueIsRefusedRatherThanGivenNull() throws Exception {
        try (Db db = SpoolSchema.openForWriting(directory.resolve("spool.db"))) {
            assertThatThrownBy(() -> db.update("INSERT INTO chunk (place, bytes) VALUES (?, ?)", 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCommitIsSyncedToTheDisk() throws Exception {
        try (Db db = SpoolSchema.openForWriting(directory.resolve("spool.db"))) {
            assertThat(db.first("PRAGMA journal_mode", row -> row.getString(1))).contains("wal");
            assertThat(db.number("PRAGMA synchronous")).as("2 is FULL").isEqualTo(2);
        }
    }

    private static CompletableFuture<Integer> async(SpoolWriter writer, SpoolWriter.Work<Integer> work) {
        return CompletableFuture.supplyAsync(() -> writer.write(work), task -> new Thread(task).start());
    }

    private static int insert(Db db, int place) throws SQLException {
        return db.update("INSERT INTO chunk (place, bytes) VALUES (?, ?)", place, new byte[] {1});
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
