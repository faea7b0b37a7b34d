package org.aliquot.gateway.spool;

import static org.aliquot.gateway.spool.SpoolTest.concern;
import static org.aliquot.gateway.spool.SpoolTest.kept;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final InstrumentId BENCH = new InstrumentId("sysmex-xn", "bench-1");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    Path directory;

    @Test
    void anErrorQuarantinesTheTranscriptAndAWarningDoesNot() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript good = kept(spool, BENCH, "good");
            OpenTranscript bad = kept(spool, BENCH, "bad");
            assertThat(spool.settle(good.id(), List.of(concern(Finding.Severity.WARNING, "code X", 0, 4)), NOON))
                    .isEqualTo(TranscriptState.DELIVERED);
            assertThat(spool.settle(bad.id(), List.of(concern(Finding.Severity.ERROR, "cut", 0, 3)), NOON))
                    .isEqualTo(TranscriptState.QUARANTINED);
            assertThat(spool.pendingCount()).isZero();
        }
    }

    @Test
    void anEntryShowsWhereWhatAndWhen() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript bad = kept(spool, BENCH, "bad");
            spool.settle(bad.id(), List.of(concern(Finding.Severity.ERROR, "cut", 1, 3)), NOON);
            QuarantineEntry entry =
                    spool.quarantine().list(QuarantineFilter.open(10)).get(0);
            assertThat(spool.quarantine().show(entry.id())).contains(entry);
            assertThat(entry.transcript()).isEqualTo(bad.id());
            assertThat(entry.instrument()).isEqualTo(BENCH);
            assertThat(entry.bytes()).isEqualTo(new ByteRange(1, 3));
            assertThat(entry.finding())
                    .isEqualTo(
                            new Finding(Finding.Severity.ERROR, ReasonCode.UNMAPPED_CODE, "cut", Optional.of("R|4")));
            assertThat(entry.raisedAt()).isEqualTo(NOON);
            assertThat(entry.replays()).isZero();
            assertThat(spool.quarantine().openCount(Finding.Severity.ERROR)).isEqualTo(1);
        }
    }

    @Test
    void resolvingTheLastErrorMakesTheTranscriptDelivered() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript bad = kept(spool, BENCH, "bad");
            spool.settle(
                    bad.id(),
                    List.of(concern(Finding.Severity.ERROR, "one", 0, 1), concern(Finding.Severity.ERROR, "two", 1, 2)),
                    NOON);
            List<QuarantineEntry> entries = spool.quarantine().list(QuarantineFilter.open(10));
            spool.quarantine().countReplay(entries.get(0).id());
            assertThat(spool.quarantine().resolve(entries.get(0).id(), "replayed", NOON.plusSeconds(60)))
                    .isTrue();
            assertThat(spool.summary(bad.id()).orElseThrow().state()).isEqualTo(TranscriptState.QUARANTINED);
            assertThat(spool.quarantine().resolve(entries.get(1).id(), "by hand", NOON.plusSeconds(61)))
                    .isTrue();
            assertThat(spool.summary(bad.id()).orElseThrow().state()).isEqualTo(TranscriptState.DELIVERED);

            QuarantineEntry first = spool.quarantine().show(entries.get(0).id()).orElseThrow();
            assertThat(first.open()).isFalse();
            assertThat(first.replays()).isEqualTo(1);
            assertThat(first.resolution()).contains("replayed");
            assertThat(first.resolvedAt()).contains(NOON.plusSeconds(60));
            assertThat(spool.quarantine().resolve(first.id(), "again", NOON)).isFalse();
        }
    }

    @Test
    void resolvingAnEntryOfATranscriptStillWaitingDoesNotSkipItsDelivery() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript open = spool.open(BENCH, NOON);
            open.append(SpoolTest.bytes("too long"));
            open.complete(NOON, true, List.of(concern(Finding.Severity.ERROR, "oversized", 0, 8)));
            String id = spool.quarantine().list(QuarantineFilter.open(1)).get(0).id();
            spool.quarantine().resolve(id, "seen", NOON);
            assertThat(spool.pending("bench-1", 1)).hasSize(1);
        }
    }

    @Test
    void theSameFindingAboutTheSameBytesIsRaisedOnce() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript bad = kept(spool, BENCH, "bad");
            Concern cut = concern(Finding.Severity.ERROR, "cut", 0, 3);
            spool.settle(bad.id(), List.of(cut, cut), NOON);
            spool.settle(bad.id(), List.of(cut), NOON.plusSeconds(1));
            assertThat(spool.quarantine().list(QuarantineFilter.newest(10))).hasSize(1);
        }
    }

    @Test
    void entriesAreFilteredByReasonDeviceSeverityAndTranscript() {
        try (Spool spool = Spool.open(directory, CLOCK)) {
            OpenTranscript one = kept(spool, BENCH, "one");
            OpenTranscript two = kept(spool, new InstrumentId("mindray-bc", "bench-2"), "two");
            spool.settle(one.id(), List.of(concern(Finding.Severity.ERROR, "a", 0, 1)), NOON);
            spool.settle(two.id(), List.of(concern(Finding.Severity.WARNING, "b", 0, 1)), NOON);
            Quarantine quarantine = spool.quarantine();
            QuarantineFilter all = QuarantineFilter.newest(10);
            assertThat(quarantine.list(all.from("bench-2"))).hasSize(1);
            assertThat(quarantine.list(all.of(Finding.Severity.ERROR))).hasSize(1);
            assertThat(quarantine.list(all.about(one.id()))).hasSize(1);
            assertThat(quarantine.list(all.because(ReasonCode.UNMAPPED_CODE))).hasSize(2);
            assertThat(quarantine.list(all.because(ReasonCode.OVERSIZED))).isEmpty();
            assertThat(quarantine.list(all.before(quarantine.list(all).get(0).id())))
                    .hasSize(1);
        }
    }
}
