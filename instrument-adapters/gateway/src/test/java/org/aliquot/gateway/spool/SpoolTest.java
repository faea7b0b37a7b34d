package org.aliquot.gateway.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final InstrumentId BENCH_1 = new InstrumentId("sysmex-xn", "bench-1");
    private static final InstrumentId BENCH_2 = new InstrumentId("mindray-bc", "bench-2");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    Path directory;

    @Test
    void bytesComeBackAsTheyWereSent() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript open = spool.open(BENCH_1, NOON);
            open.append(bytes("\u0005"));
            open.add(bytes("noise"), 1, 3);
            open.append(bytes("\u00021H|\\^&\r\u0003"));
            open.complete(NOON, false, List.of());

            Transcript kept = spool.transcript(open.id()).orElseThrow();
            assertThat(kept.bytes()).isEqualTo(bytes("\u0005ois\u00021H|\\^&\r\u0003"));
            assertThat(kept.from()).isEqualTo(BENCH_1);
            assertThat(kept.receivedAt()).isEqualTo(NOON);
            assertThat(spool.summary(open.id()).orElseThrow())
                    .isEqualTo(new TranscriptSummary(
                            open.id(), BENCH_1, NOON, Optional.of(NOON), TranscriptState.RECEIVED, false, 13));
        }
    }

    @Test
    void whatWasForcedSurvivesAStopWithoutAGoodbyeAndWaitsAsInterrupted() {
        OpenTranscript open;
        try (Spool spool = Spool.open(directory, CLOCK)) {
            open = spool.open(BENCH_1, NOON);
            open.append(bytes("promised"));
            open.add(bytes("not promised"), 0, 12);
        }
        try (Spool again = Spool.open(directory, CLOCK)) {
            TranscriptSummary left = again.pending("bench-1", 10).get(0);
            assertThat(left.id()).isEqualTo(open.id());
            assertThat(left.interrupted()).isTrue();
            assertThat(left.size()).isEqualTo(8);
            assertThat(again.transcript(open.id()).orElseThrow().bytes()).isEqualTo(bytes("promised"));
        }
    }

    @Test
    void transcriptsWaitInTheOrderTheyWereCompletedAndEachDeviceForItself() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript hangs = spool.open(BENCH_1, NOON);
            hangs.append(bytes("first to begin"));
            OpenTranscript second = kept(spool, BENCH_1, "second");
            OpenTranscript other = kept(spool, BENCH_2, "other");
            assertThat(spool.backlog()).isEqualTo(new Backlog(1, 2));
            hangs.complete(NOON.plusSeconds(30), true, List.of());
            assertThat(spool.backlog()).isEqualTo(new Backlog(0, 3));

            assertThat(spool.pending("bench-1", 10))
                    .extracting(TranscriptSummary::id)
                    .containsExactly(second.id(), hangs.id());
            assertThat(spool.pending("bench-2", 10))
                    .extracting(TranscriptSummary::id)
                    .containsExactly(other.id());
            assertThat(spool.waiting()).containsExactly(BENCH_1, BENCH_2);
            assertThat(spool.pendingCount()).isEqualTo(3);
        }
    }

    @Test
    void orderOfCompletionIsKeptOverARestart() {
        OpenTranscript before;
        OpenTranscript running;
        try (Spool spool = Spool.open(directory, CLOCK)) {
            running = spool.open(BENCH_1, NOON);
            running.append(bytes("running"));
            before = kept(spool, BENCH_1, "before");
        }
        try (Spool again = Spool.open(directory, CLOCK)) {
            OpenTranscript after = kept(again, BENCH_1, "after");
            assertThat(again.pending("bench-1", 10))
                    .extracting(TranscriptSummary::id)
                    .containsExactly(before.id(), running.id(), after.id());
        }
    }

    @Test
    void aLineCheckInWhichNothingWasSaidLeavesNoTrace() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript open = spool.open(BENCH_1, NOON);
            open.add(bytes("\u0005\u0004"), 0, 2);
            open.discard();
            assertThat(spool.transcripts(TranscriptFilter.newest(10))).isEmpty();
        }
    }

    @Test
    void bytesNobodyWaitsForAreWrittenInPiecesAndNotGatheredWithoutBound() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript open = spool.open(BENCH_1, NOON);
            byte[] noise = new byte[OpenTranscript.HELD_BACK];
            open.add(noise, 0, noise.length);
            assertThat(spool.transcript(open.id()).orElseThrow().bytes()).hasSize(noise.length);
        }
    }

    @Test
    void whatTheDiskRefusesFromItsFirstByteIsNotGatheredInMemory() throws Exception {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            sql("CREATE TRIGGER refuse BEFORE INSERT ON transcript BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> kept(spool, BENCH_1, "never promised")).isInstanceOf(SpoolException.class);
                OpenTranscript block = spool.open(BENCH_1, NOON);
                block.add(bytes("a block"), 0, 7);
                assertThatThrownBy(() -> block.complete(NOON, false, List.of())).isInstanceOf(SpoolException.class);
            }
            assertThat(spool.endLate()).as("waiting in memory").isZero();
            sql("DROP TRIGGER refuse");
            assertThat(spool.endLate()).isZero();
            assertThat(spool.pendingCount()).isZero();
        }
    }

    @Test
    void anEndingThatCannotBeKeptDoesNotHoldUpTheOthers() throws Exception {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            sql("CREATE TRIGGER refuse BEFORE UPDATE ON transcript BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            for (InstrumentId device : List.of(BENCH_1, BENCH_2)) {
                OpenTranscript open = spool.open(device, NOON);
                open.append(bytes("promised"));
                assertThatThrownBy(() -> open.complete(NOON, false, List.of())).isInstanceOf(SpoolException.class);
            }
            sql("DROP TRIGGER refuse");
            sql("CREATE TRIGGER refuse BEFORE UPDATE ON transcript WHEN NEW.device = 'bench-1'"
                    + " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            assertThat(spool.endLate()).isEqualTo(1);
            assertThat(spool.waiting()).containsExactly(BENCH_2);
            sql("DROP TRIGGER refuse");
            assertThat(spool.endLate()).isZero();
            assertThat(spool.waiting()).containsExactly(BENCH_1, BENCH_2);
        }
    }

    /** Lets the spool's own database refuse what a full disk would. */
    private void sql(String statement) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spool.db"));
                Statement run = other.createStatement()) {
            run.execute(statement);
        }
    }

    @Test
    void manyConnectionsKeepTheirBytesApart() throws Exception {
        ExecutorService connections = Executors.newFixedThreadPool(8);
        try (Spool spool = Spool.open(directory, CLOCK)) {
            List<Future<OpenTranscript>> running = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                String text = Integer.toString(n);
                Callable<OpenTranscript> talk = () -> {
                    OpenTranscript open = spool.open(new InstrumentId("sysmex-xn", "bench-" + text), NOON);
                    for (int frame = 0; frame < 25; frame++) {
                        open.append(bytes(text));
                    }
                    open.complete(NOON, false, List.of());
                    return open;
                };
                running.add(connections.submit(talk));
            }
            for (int n = 0; n < 8; n++) {
                OpenTranscript open = running.get(n).get(30, TimeUnit.SECONDS);
                assertThat(spool.transcript(open.id()).orElseThrow().bytes())
                        .isEqualTo(bytes(Integer.toString(n).repeat(25)));
            }
        } finally {
            connections.shutdownNow();
        }
    }

    @Test
    void aSecondGatewayOnTheSameDirectoryIsRefusedAndSaysWhy() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            kept(spool, BENCH_1, "mine");
            assertThatThrownBy(() -> Spool.open(directory, CLOCK))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("in use by another gateway")
                    .hasMessageContaining(directory.toString());
        }
        try (Spool later = Spool.open(directory, CLOCK)) {
            assertThat(later.pendingCount()).isEqualTo(1);
        }
    }

    @Test
    void aDamagedFileIsRefusedAndLeftAsItIs() throws Exception {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            for (int i = 0; i < 50; i++) {
                kept(spool, BENCH_1, "x".repeat(3000));
            }
        }
        Path file = directory.resolve("spool.db");
        byte[] damaged = Files.readAllBytes(file);
        for (int at = 4096; at < damaged.length; at += 16) {
            damaged[at] ^= 0x55;
        }
        Files.write(file, damaged);

        assertThatThrownBy(() -> Spool.open(directory, CLOCK))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("was not touched");
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws Exception {
        Path file = directory.resolve("spool.db");
        Files.writeString(file, "these are the minutes of the last meeting ".repeat(100));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Spool.open(directory, CLOCK))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("cannot be used");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void retentionDeletesOldDeliveredTranscriptsAndNothingElse() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript delivered = kept(spool, BENCH_1, "delivered");
            OpenTranscript waiting = kept(spool, BENCH_1, "waiting");
            OpenTranscript quarantined = kept(spool, BENCH_1, "quarantined");
            OpenTranscript recent = spool.open(BENCH_1, NOON);
            recent.append(bytes("recent"));
            recent.complete(NOON.plusSeconds(3600), false, List.of());
            spool.record(delivered.id(), stored(0, 9), List.of(concern(Finding.Severity.WARNING, "code X", 0, 9)));
            spool.settle(delivered.id(), List.of(), NOON);
            spool.settle(quarantined.id(), List.of(concern(Finding.Severity.ERROR, "cut", 0, 3)), NOON);
            spool.settle(recent.id(), List.of(), NOON);

            assertThat(spool.deleteDeliveredBefore(NOON.plus(Duration.ofMinutes(1))))
                    .isEqualTo(1);
            assertThat(spool.transcript(delivered.id())).isEmpty();
            assertThat(spool.transcript(recent.id())).isPresent();
            assertThat(spool.transcript(quarantined.id())).isPresent();
            assertThat(spool.transcript(waiting.id()).orElseThrow().bytes()).isEqualTo(bytes("waiting"));
            assertThat(spool.quarantine().list(QuarantineFilter.newest(10))).hasSize(1);
        }
    }

    @Test
    void transcriptsAreListedNewestFirstByPages() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            List<OpenTranscript> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(kept(spool, BENCH_1, "message " + i));
            }
            kept(spool, BENCH_2, "other device");
            List<TranscriptSummary> page = spool.transcripts(new TranscriptFilter(
                    Optional.of("bench-1"), Optional.of(TranscriptState.RECEIVED), Optional.empty(), 2));
            assertThat(page)
                    .extracting(TranscriptSummary::id)
                    .containsExactly(all.get(4).id(), all.get(3).id());
            assertThat(spool.transcripts(new TranscriptFilter(
                            Optional.of("bench-1"),
                            Optional.empty(),
                            Optional.of(page.get(1).id()),
                            10)))
                    .extracting(TranscriptSummary::id)
                    .containsExactly(
                            all.get(2).id(), all.get(1).id(), all.get(0).id());
        }
    }

    @Test
    void anOutcomeIsRememberedOverARestart() {
        OpenTranscript open;
        try (Spool spool = Spool.open(directory, CLOCK)) {
            open = kept(spool, BENCH_1, "two messages");
            spool.record(open.id(), stored(0, 5), List.of());
        }
        try (Spool again = Spool.open(directory, CLOCK)) {
            assertThat(again.outcomes(open.id())).containsExactly(stored(0, 5));
            assertThat(again.pendingCount()).isEqualTo(1);
        }
    }

    private static MessageOutcome stored(int from, int to) {
        MessageId id = MessageId.of(BENCH_1, bytes("text"));
        return new MessageOutcome(Optional.of(id), new ByteRange(from, to), MessageOutcome.Result.STORED, 7, NOON);
    }

    static Concern concern(Finding.Severity severity, String text, int from, int to) {
        Finding finding = new Finding(severity, ReasonCode.UNMAPPED_CODE, text, Optional.of("R|4"));
        return new Concern(new ByteRange(from, to), Optional.empty(), finding);
    }

    static OpenTranscript kept(Spool spool, InstrumentId from, String text) {
        OpenTranscript open = spool.open(from, NOON);
        open.append(bytes(text));
        open.complete(NOON, false, List.of());
        return open;
    }

    static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
