package org.aliquot.gateway.delivery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.SinkUnavailableException;
import org.aliquot.gateway.spool.Concern;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.ReadMessage;
import org.aliquot.instrument.Reading;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A person mended a table and asks again. The kept bytes are read with today's adapter, settings and tables.
 *
 * <p>The sink guards order: it is told that this is a replay and when the bytes were received, and must not put an older
 * value over a newer correction.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Spool spool;
    private final ReportSink sink;
    private final TranscriptDelivery delivery;
    private final Clock clock;

    Replay(Spool spool, ReportSink sink, TranscriptDelivery delivery, Clock clock) {
        this.spool = spool;
        this.sink = sink;
        this.delivery = delivery;
        this.clock = clock;
    }

    ReplayResult replay(QuarantineEntry entry) {
        if (!entry.open()) {
            return new ReplayResult(
                    entry.id(),
                    ReplayResult.Status.ALREADY_RESOLVED,
                    "resolved before: " + entry.resolution().orElse("no reason given"),
                    List.of());
        }
        spool.quarantine().countReplay(entry.id());
        Transcript raw = spool.transcript(entry.transcript()).orElseThrow();
        Optional<InstrumentReader> reader = delivery.reader(entry.instrument());
        if (reader.isEmpty()) {
            return new ReplayResult(
                    entry.id(),
                    ReplayResult.Status.STILL_OPEN,
                    "no connection \"" + entry.instrument().device() + "\" with instrument \""
                            + entry.instrument().dialect() + "\" is configured; configure it, then replay",
                    List.of(entry.finding()));
        }
        Reading reading = TranscriptDelivery.read(reader.get(), raw);
        List<ReadMessage> messages = reading.messages().stream()
                .filter(message -> concerns(entry.bytes(), message.bytes()))
                .toList();
        List<Concern> strays = reading.strays().stream()
                .map(fault -> TranscriptDelivery.concern(fault, raw))
                .filter(concern -> concerns(entry.bytes(), concern.bytes()))
                .toList();
        if (messages.isEmpty()) {
            return withoutMessage(entry, strays);
        }
        List<Concern> left = new ArrayList<>(strays);
        for (ReadMessage message : messages) {
            left.addAll(handOver(raw, message, strays));
        }
        return conclude(entry, left);
    }

    private List<Concern> handOver(Transcript raw, ReadMessage message, List<Concern> strays) {
        Receipt receipt = offer(raw, message);
        List<Concern> concerns = TranscriptDelivery.concerns(message, receipt);
        List<Concern> remaining = new ArrayList<>(concerns);
        remaining.addAll(strays);
        spool.quarantine()
                .replayed(
                        raw.id(),
                        TranscriptDelivery.outcome(message, receipt, clock.instant()),
                        remaining,
                        clock.instant());
        return concerns;
    }

    private Receipt offer(Transcript raw, ReadMessage message) {
        Optional<LabReport> report = message.report();
        if (report.isEmpty() || TranscriptDelivery.hasError(report.get().findings())) {
            return new Receipt.Quarantined(List.of());
        }
        try {
            return sink.accept(raw, report.get(), ReportSink.Delivery.REPLAY);
        } catch (SinkUnavailableException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "{}: sink failed over the replay of transcript {}: {}",
                    raw.from(),
                    raw.id(),
                    TranscriptDelivery.place(e));
            return new Receipt.Quarantined(List.of(Finding.error(
                    ReasonCode.MAPPING_FAILED,
                    "mapping or storing failed again with " + e.getClass().getSimpleName()
                            + "; the log says where; replay after the repair")));
        }
    }

    private ReplayResult withoutMessage(QuarantineEntry entry, List<Concern> strays) {
        List<Finding> findings = strays.stream().map(Concern::finding).toList();
        if (findings.isEmpty() && entry.reason() != ReasonCode.OVERSIZED) {
            // What was refused then is no fault to today's adapter, and there is no message in it: nothing is missing.
            spool.quarantine().resolve(entry.id(), "replayed: read without fault", clock.instant());
            return new ReplayResult(entry.id(), ReplayResult.Status.RESOLVED, "read without fault", List.of());
        }
        return new ReplayResult(
                entry.id(),
                ReplayResult.Status.NOTHING_TO_REPLAY,
                "these bytes hold no message; look at them, ask for the result again if one is missing, then resolve"
                        + " the entry by hand",
                findings);
    }

    private ReplayResult conclude(QuarantineEntry entry, List<Concern> left) {
        List<Finding> findings = left.stream().map(Concern::finding).distinct().toList();
        boolean sameAgain = findings.contains(entry.finding());
        boolean refused = entry.finding().severity() == Finding.Severity.ERROR && TranscriptDelivery.hasError(findings);
        if (sameAgain || refused) {
            LOG.info("transcript {}: replay of entry {}: still open", entry.transcript(), entry.id());
            return new ReplayResult(
                    entry.id(), ReplayResult.Status.STILL_OPEN, findings.get(0).message(), findings);
        }
        spool.quarantine().resolve(entry.id(), "replayed", clock.instant());
        LOG.info("transcript {}: replay of entry {}: resolved", entry.transcript(), entry.id());
        return new ReplayResult(
                entry.id(),
                ReplayResult.Status.RESOLVED,
                findings.isEmpty() ? "stored" : "stored; " + findings.size() + " findings want a look",
                findings);
    }

    /** An entry about no bytes at all is about the spot where it stands. */
    private static boolean concerns(ByteRange entry, ByteRange other) {
        return TranscriptDelivery.overlap(entry, other)
                || (entry.length() == 0 && entry.from() >= other.from() && entry.from() <= other.to());
    }
}
