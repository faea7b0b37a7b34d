package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.bc;
import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.SinkUnavailableException;
import org.aliquot.gateway.connection.Changed;
import org.aliquot.gateway.delivery.ReplayResult;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.QuarantineFilter;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.gateway.spool.TranscriptState;
import org.aliquot.lab.Finding;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the spool to the sink, with a sink that behaves well and badly. */
@Timeout(60)
class DeliveryTest {
    @TempDir
    Path directory;

    @Test
    void whileTheSinkIsAwayMessagesAreAcknowledgedAndComeLaterInOrder() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        RecordingSink sink = new RecordingSink();
        sink.behave((report, delivery) -> {
            if (away.get()) {
                throw new SinkUnavailableException("database is down", null);
            }
            return null;
        });
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<String> specimens =
                    IntStream.range(0, 10).mapToObj(i -> "S-" + i).toList();
            for (String specimen : specimens) {
                analyzer.tell(XnMessages.message(specimen));
            }
            GatewayFixture.await("all are kept", () -> fixture.gateway.status().pending() == 10);
            assertThat(sink.taken()).isEmpty();
            away.set(false);
            sink.await(10);
            fixture.settled();
            assertThat(sink.specimens()).isEqualTo(specimens);
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void whatWasNotDeliveredBeforeAStopIsDeliveredAfterTheStart() throws Exception {
        RecordingSink sink = new RecordingSink();
        sink.behave((report, delivery) -> {
            throw new SinkUnavailableException("database is down", null);
        });
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1"));
            analyzer.tell(XnMessages.message("S-2"));
            GatewayFixture.await("kept", () -> fixture.gateway.status().pending() == 2);
        }
        sink.behave((report, delivery) -> null);
        try (GatewayFixture again = new GatewayFixture(directory, sink, xn("xn-1"))) {
            sink.await(2);
            again.settled();
            assertThat(sink.specimens()).containsExactly("S-1", "S-2");
        }
    }

    @Test
    void aMessageThatBreaksTheSinkIsSetAsideAndTheNextOnesGoOn() throws Exception {
        RecordingSink sink = new RecordingSink();
        AtomicInteger tries = new AtomicInteger();
        sink.behave((report, delivery) -> {
            if (isAbout(report, "S-poison")) {
                tries.incrementAndGet();
                throw new IllegalStateException("a name that must not be logged");
            }
            return null;
        });
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1"));
            analyzer.tell(XnMessages.message("S-poison"));
            analyzer.tell(XnMessages.message("S-3"));
            sink.await(2);
            assertThat(sink.specimens()).containsExactly("S-1", "S-3");
            assertThat(tries).hasValue(3);
            QuarantineEntry entry = fixture.entry(ReasonCode.MAPPING_FAILED);
            assertThat(entry.finding().message())
                    .contains("IllegalStateException")
                    .doesNotContain("a name");

            sink.behave((report, delivery) -> null);
            ReplayResult result = fixture.gateway.replay(entry.id());
            assertThat(result.status()).isEqualTo(ReplayResult.Status.RESOLVED);
            assertThat(sink.specimens()).containsExactly("S-1", "S-3", "S-poison");
            assertThat(sink.taken().get(2).delivery()).isEqualTo(ReportSink.Delivery.REPLAY);
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void warningsBecomeEntriesWhileTheMessageIsDelivered() throws Exception {
        RecordingSink sink = new RecordingSink();
        Finding unmapped = Finding.warning(ReasonCode.UNMAPPED_CODE, "sysmex-xn code WBC: no LOINC mapping");
        sink.behave((report, delivery) -> new Receipt.Stored(3, List.of(unmapped)));
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1"));
            QuarantineEntry entry = fixture.entry(ReasonCode.UNMAPPED_CODE);
            fixture.settled();
            assertThat(state(fixture)).isEqualTo(TranscriptState.DELIVERED);
            assertThat(fixture.gateway.status().openWarnings()).isEqualTo(1);

            // The table is mended: a replay maps anew and the entry is gone.
            sink.behave((report, delivery) -> null);
            assertThat(fixture.gateway.replay(entry.id()).status()).isEqualTo(ReplayResult.Status.RESOLVED);
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void aReplayThatChangesNothingLeavesTheEntryOpenWithItsHistory() throws Exception {
        RecordingSink sink = new RecordingSink();
        Finding refused = Finding.error(ReasonCode.AMBIGUOUS_SPECIMEN, "specimen number names two orders");
        sink.behave((report, delivery) -> new Receipt.Quarantined(List.of(refused)));
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1"));
            QuarantineEntry entry = fixture.entry(ReasonCode.AMBIGUOUS_SPECIMEN);
            fixture.settled();
            assertThat(state(fixture)).isEqualTo(TranscriptState.QUARANTINED);
            for (int i = 1; i <= 2; i++) {
                ReplayResult result = fixture.gateway.replay(entry.id());
                assertThat(result.status()).isEqualTo(ReplayResult.Status.STILL_OPEN);
                assertThat(result.findings()).containsExactly(refused);
                assertThat(fixture.gateway
                                .spool()
                                .quarantine()
                                .show(entry.id())
                                .orElseThrow()
                                .replays())
                        .isEqualTo(i);
            }
            assertThat(fixture.entries()).hasSize(1);
            sink.behave((report, delivery) -> null);
            assertThat(fixture.gateway.replay(entry.id()).status()).isEqualTo(ReplayResult.Status.RESOLVED);
            assertThat(state(fixture)).isEqualTo(TranscriptState.DELIVERED);
            assertThat(fixture.gateway.replay(entry.id()).status()).isEqualTo(ReplayResult.Status.ALREADY_RESOLVED);
            assertThat(fixture.gateway.replay("nothing").status()).isEqualTo(ReplayResult.Status.NOT_FOUND);
        }
    }

    @Test
    void aReplayIntoAnUnavailableSinkSaysSoAndLeavesTheEntryOpen() throws Exception {
        RecordingSink sink = new RecordingSink();
        Finding refused = Finding.error(ReasonCode.STORE_REFUSED, "refused");
        sink.behave((report, delivery) -> {
            if (delivery == ReportSink.Delivery.REPLAY) {
                throw new SinkUnavailableException("database is down", null);
            }
            return new Receipt.Quarantined(List.of(refused));
        });
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1"));
            QuarantineEntry entry = fixture.entry(ReasonCode.STORE_REFUSED);
            assertThatThrownBy(() -> fixture.gateway.replay(entry.id())).isInstanceOf(SinkUnavailableException.class);
            assertThat(fixture.entries()).hasSize(1);
        }
    }

    @Test
    void anIncompleteMessageHasNothingToReplay() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.send((byte) 5);
                analyzer.expectAck();
                analyzer.send(XnMessages.frames(XnMessages.message("S-1")).get(0));
                analyzer.expectAck();
            }
            QuarantineEntry entry = fixture.entry(ReasonCode.MESSAGE_INCOMPLETE);
            assertThat(fixture.gateway.replay(entry.id()).status()).isEqualTo(ReplayResult.Status.STILL_OPEN);
            assertThat(fixture.sink.taken()).isEmpty();
            fixture.gateway.spool().quarantine().resolve(entry.id(), "measured again", java.time.Instant.now());
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void twoDevicesDoNotWaitForEachOther() throws Exception {
        RecordingSink sink = new RecordingSink();
        CountDownLatch stuck = new CountDownLatch(1);
        try (GatewayFixture fixture = new GatewayFixture(
                        directory, sink, new BlockingFor(sink, "S-slow", stuck), xn("xn-1"), bc("bc-1"));
                RawAnalyzer one = fixture.connect("xn-1");
                RawAnalyzer two = fixture.connect("bc-1")) {
            one.tell(XnMessages.message("S-slow"));
            one.tell(XnMessages.message("S-after"));
            two.send(MllpConnectionTest.block(BcMessages.message("1", "S-other")));
            assertThat(two.block()).contains("MSA|AA|1");
            sink.await(1);
            assertThat(sink.specimens()).containsExactly("S-other");
            stuck.countDown();
            sink.await(3);
            assertThat(sink.specimens()).containsExactly("S-other", "S-slow", "S-after");
        }
    }

    @Test
    void aDeviceNoLongerConfiguredKeepsItsMessagesForAPerson() throws Exception {
        RecordingSink sink = new RecordingSink();
        sink.behave((report, delivery) -> {
            throw new SinkUnavailableException("down", null);
        });
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-old"));
                RawAnalyzer analyzer = fixture.connect("xn-old")) {
            analyzer.tell(XnMessages.message("S-1"));
            GatewayFixture.await("kept", () -> fixture.gateway.status().pending() == 1);
        }
        sink.behave((report, delivery) -> null);
        String entry;
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-new"))) {
            entry = fixture.entry(ReasonCode.UNKNOWN_INSTRUMENT).id();
            assertThat(fixture.gateway.replay(entry).status()).isEqualTo(ReplayResult.Status.STILL_OPEN);
        }
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-old"))) {
            assertThat(fixture.gateway.replay(entry).status()).isEqualTo(ReplayResult.Status.RESOLVED);
            assertThat(sink.specimens()).containsExactly("S-1");
            assertThat(fixture.gateway.spool().quarantine().list(QuarantineFilter.open(10)))
                    .isEmpty();
        }
    }

    @Test
    void anotherInstrumentsMessageWaitsUntilTheSettingKnowsItsName() throws Exception {
        RecordingSink sink = new RecordingSink();
        String entry;
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1").replace("   XN-550", "LabMan"));
            entry = fixture.entry(ReasonCode.UNKNOWN_INSTRUMENT).id();
            assertThat(sink.specimens()).isEmpty();
        }
        try (GatewayFixture fixture = new GatewayFixture(directory, sink, Changed.calledBy(xn("xn-1"), "LabMan"))) {
            assertThat(fixture.gateway.replay(entry).status()).isEqualTo(ReplayResult.Status.RESOLVED);
            assertThat(sink.specimens()).containsExactly("S-1");
        }
    }

    private static boolean isAbout(LabReport report, String specimen) {
        return report.specimens().stream()
                .anyMatch(s -> s.specimen().accession().orElse("").equals(specimen));
    }

    private static TranscriptState state(GatewayFixture fixture) {
        return fixture.gateway
                .spool()
                .transcripts(TranscriptFilter.newest(1))
                .get(0)
                .state();
    }

    /** Holds the thread that brings one specimen until told otherwise. */
    record BlockingFor(RecordingSink behind, String specimen, CountDownLatch gate) implements ReportSink {
        @Override
        public Receipt accept(org.aliquot.lab.Transcript raw, LabReport report, Delivery delivery) {
            if (isAbout(report, specimen)) {
                try {
                    assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return behind.accept(raw, report, delivery);
        }
    }
}
