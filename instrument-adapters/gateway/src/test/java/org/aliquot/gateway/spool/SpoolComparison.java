package org.aliquot.gateway.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.aliquot.lab.InstrumentId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an fsynced append costs in three kinds of spool: the SQLite file we have, a file for each transcript, and a log of
 * our own with group commit. The last two are as small as an honest comparison allows and do less than the first.
 *
 * <p>{@code ./mvnw -pl instrument-adapters/gateway -am test -Dtest=SpoolComparison -Daliquot.measure=true
 * -Dsurefire.failIfNoSpecifiedTests=false}
 */
@EnabledIfSystemProperty(named = "aliquot.measure", matches = "true", disabledReason = "a measurement, not a test")
class SpoolComparison {
    private static final int FRAMES = 42;
    private static final byte[] FRAME = new byte[66];
    private static final Duration RUN = Duration.ofSeconds(4);
    private static final int KEPT = 10_000;

    @TempDir
    Path directory;

    /** One connection's view of a spool: keep one transcript of {@link #FRAMES} frames, each durable by itself. */
    interface Connection {
        void transcript();
    }

    @Test
    void sqlite() throws Exception {
        Path place = directory.resolve("sqlite");
        Clock clock = Clock.systemUTC();
        try (Spool spool = Spool.open(place, clock)) {
            measure("sqlite, WAL, synchronous=FULL", n -> () -> keep(spool, n, clock, FRAMES));
            for (int i = 0; i < KEPT / 20; i++) {
                List<CompletableFuture<Void>> all = new ArrayList<>();
                for (int n = 0; n < 20; n++) {
                    int device = n;
                    all.add(CompletableFuture.runAsync(() -> keep(spool, device, clock, 1)));
                }
                all.forEach(CompletableFuture::join);
            }
        }
        long began = System.nanoTime();
        try (Spool spool = Spool.open(place, clock)) {
            report("sqlite: restart with " + spool.pendingCount() + " transcripts waiting, whole file checked", began);
        }
    }

    private static void keep(Spool spool, int device, Clock clock, int frames) {
        OpenTranscript open = spool.open(new InstrumentId("sysmex-xn", "bench-" + device), clock.instant());
        for (int i = 0; i < frames; i++) {
            open.append(FRAME);
        }
        open.complete(clock.instant(), false, List.of());
    }

    @Test
    void fileForEachTranscript() throws Exception {
        Path place = Files.createDirectories(directory.resolve("files"));
        AtomicInteger names = new AtomicInteger();
        measure("file per transcript, fsync file and directory", n -> () -> {
            Path file = place.resolve(names.incrementAndGet() + ".part");
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                sync(place);
                for (int i = 0; i < FRAMES; i++) {
                    channel.write(ByteBuffer.wrap(FRAME));
                    channel.force(false);
                }
                Files.move(file, place.resolve(names.get() + "-" + n + ".received"));
                sync(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < KEPT; i++) {
            Files.write(place.resolve("kept-" + i), FRAME);
        }
        long began = System.nanoTime();
        try (Stream<Path> files = Files.list(place)) {
            int bytes = files.mapToInt(SpoolComparison::size).sum();
            report("file per transcript: restart, list and read " + bytes + " bytes", began);
        }
    }

    @Test
    void logOfOurOwn() throws Exception {
        Path file = directory.resolve("log");
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            GroupCommit commit = new GroupCommit(log);
            measure("log of our own, group commit", n -> () -> {
                for (int i = 0; i < FRAMES + 1; i++) {
                    commit.append(FRAME);
                }
            });
            for (int i = 0; i < KEPT; i++) {
                log.write(ByteBuffer.wrap(FRAME));
            }
        }
        long began = System.nanoTime();
        byte[] all = Files.readAllBytes(file);
        report("log of our own: restart, read " + all.length + " bytes", began);
    }

    /** The first who comes syncs for all who wrote before. */
    private static final class GroupCommit {
        private final FileChannel log;
        private final Object syncing = new Object();
        private long written;
        private long synced;

        GroupCommit(FileChannel log) {
            this.log = log;
        }

        void append(byte[] bytes) {
            long mine;
            try {
                synchronized (log) {
                    log.write(ByteBuffer.wrap(bytes));
                    mine = ++written;
                }
                synchronized (syncing) {
                    if (synced < mine) {
                        long upTo;
                        synchronized (log) {
                            upTo = written;
                        }
                        log.force(false);
                        synced = upTo;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void measure(String what, IntFunction<Connection> connect) throws InterruptedException {
        for (int connections : new int[] {1, 8}) {
            connect.apply(0).transcript();
            AtomicInteger transcripts = new AtomicInteger();
            long began = System.nanoTime();
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < connections; n++) {
                Connection connection = connect.apply(n);
                Thread thread = new Thread(() -> {
                    while (System.nanoTime() - began < RUN.toNanos()) {
                        connection.transcript();
                        transcripts.incrementAndGet();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d connections: %.0f appends/s, %.1f transcripts/s%n",
                    what,
                    connections,
                    transcripts.get() * FRAMES / seconds,
                    transcripts.get() / seconds);
        }
    }

    private static void sync(Path place) throws IOException {
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static int size(Path file) {
        try {
            return Files.readAllBytes(file).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void report(String what, long began) {
        System.out.printf(Locale.ROOT, "%s: %.2f s%n", what, (System.nanoTime() - began) / 1e9);
    }
}
