package org.aliquot.gateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aliquot.gateway.GatewayMetrics;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.gateway.SinkUnavailableException;
import org.aliquot.gateway.spool.Concern;
import org.aliquot.gateway.spool.MessageOutcome;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.QuarantineFilter;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.gateway.spool.TranscriptState;
import org.aliquot.gateway.spool.TranscriptSummary;
import org.aliquot.instrument.Fault;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.ReadMessage;
import org.aliquot.instrument.Reading;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.lab.TranscriptId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one transcript and hands its messages over, one by one. Safe for several threads on different transcripts. */
final class TranscriptDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(TranscriptDelivery.class);

    /** Findings beyond this are summed up in one: a message of nonsense must not fill the quarantine. */
    private static final int MOST_FINDINGS = 100;

    private final Spool spool;
    private final ReportSink sink;
    private final Function<InstrumentId, Optional<InstrumentReader>> readers;
    private final ResentMessages resent;
    private final int tries;
    private final Clock clock;
    private final GatewayMetrics metrics;
    private final Map<MessagePlace, Integer> failures = new ConcurrentHashMap<>();

    private record MessagePlace(TranscriptId transcript, ByteRange bytes) {}

    TranscriptDelivery(
            Spool spool,
            ReportSink sink,
            Function<InstrumentId, Optional<InstrumentReader>> readers,
            ResentMessages resent,
            int tries,
            Clock clock,
            GatewayMetrics metrics) {
        this.spool = spool;
        this.sink = sink;
        this.readers = readers;
        this.resent = resent;
        this.tries = tries;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** The reader of a device, when it is configured as the transcript says. */
    Optional<InstrumentReader> reader(InstrumentId device) {
        return readers.apply(device);
    }

    /**
     * Delivers what is not yet delivered of a transcript and settles it.
     *
     * @throws TryAgainException when the sink cannot be had, or failed and has tries left; the rest waits
     */
    void deliver(TranscriptSummary about) throws TryAgainException {
        Transcript raw = spool.transcript(about.id()).orElseThrow();
        Optional<InstrumentReader> reader = readers.apply(about.from());
        if (reader.isEmpty()) {
            settle(raw, List.of(unknownDevice(raw)));
            return;
        }
        Reading reading = read(reader.get(), raw);
        Set<ByteRange> done =
                spool.outcomes(raw.id()).stream().map(MessageOutcome::bytes).collect(Collectors.toSet());
        List<ByteRange> held = heldBack(raw.id());
        for (ReadMessage message : reading.messages()) {
            if (!done.contains(message.bytes()) && held.stream().noneMatch(h -> overlap(h, message.bytes()))) {
                handOver(raw, message, about.closedAt().orElse(about.openedAt()));
            }
        }
        settle(raw, reading.strays().stream().map(fault -> concern(fault, raw)).toList());
    }

    /** Reads a transcript; a defect of the reader becomes a fault over the whole of it rather than a blocked lane. */
    static Reading read(InstrumentReader reader, Transcript raw) {
        try {
            return reader.read(raw);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{}: reader failed over transcript {}: {}", raw.from(), raw.id(), place(e));
            ByteRange all = new ByteRange(0, raw.bytes().length);
            String text = "the adapter failed with " + e.getClass().getSimpleName()
                    + " over this transcript; report it with the version, mend or update, then replay";
            return new Reading(List.of(), List.of(Fault.error(ReasonCode.UNREADABLE_RECORD, text, all)));
        }
    }

    /** Stretches the connection refused as oversized: a message with such a part is a person's decision. */
    private List<ByteRange> heldBack(TranscriptId id) {
        return spool.quarantine().list(QuarantineFilter.open(1000).about(id).because(ReasonCode.OVERSIZED)).stream()
                .map(QuarantineEntry::bytes)
                .toList();
    }

    private void handOver(Transcript raw, ReadMessage message, Instant receivedAt) throws TryAgainException {
        Receipt receipt = offer(raw, message);
        List<Concern> concerns = concerns(message, receipt);
        Instant now = clock.instant();
        spool.record(raw.id(), outcome(message, receipt, now), concerns);
        String result = receipt.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        metrics.delivered(raw.from().device(), result, Duration.between(receivedAt, now));
        tell(raw, result, concerns);
        if (!(receipt instanceof Receipt.Quarantined)) {
            message.report().ifPresent(report -> resent.resolveEarlier(raw, report));
        }
    }

    private Receipt offer(Transcript raw, ReadMessage message) throws TryAgainException {
        Optional<LabReport> report = message.report();
        if (report.isEmpty() || hasError(report.get().findings())) {
            return new Receipt.Quarantined(List.of());
        }
        MessagePlace place = new MessagePlace(raw.id(), message.bytes());
        try {
            Receipt receipt = sink.accept(raw, report.get(), ReportSink.Delivery.FIRST);
            failures.remove(place);
            return receipt;
        } catch (SinkUnavailableException e) {
            metrics.deliveryPutOff(raw.from().device());
            throw new TryAgainException("sink unavailable", e);
        } catch (RuntimeException | StackOverflowError e) {
            int failed = failures.merge(place, 1, Integer::sum);
            LOG.error(
                    "{}: sink failed over transcript {}, bytes {}..{} (try {} of {}): {}",
                    raw.from(),
                    raw.id(),
                    message.bytes().from(),
                    message.bytes().to(),
                    failed,
                    tries,
                    place(e));
            if (failed < tries) {
                throw new TryAgainException("sink failed", e);
            }
            failures.remove(place);
            return new Receipt.Quarantined(List.of(failed(e, failed)));
        }
    }

    /** What failed and where, without the exception's text: it may quote the message. */
    static String place(Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        return e.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    private static Finding failed(Throwable e, int tries) {
        return Finding.error(
                ReasonCode.MAPPING_FAILED,
                "mapping or storing failed " + tries + " times with "
                        + e.getClass().getSimpleName()
                        + "; set aside so that later results go on. The log says where; replay after the repair");
    }

    static List<Concern> concerns(ReadMessage message, Receipt receipt) {
        Set<Finding> findings = new LinkedHashSet<>();
        message.faults().forEach(fault -> findings.add(fault.finding()));
        // A duplicate raised its findings the first time.
        if (!(receipt instanceof Receipt.Duplicate)) {
            message.report().ifPresent(report -> findings.addAll(report.findings()));
        }
        findings.addAll(receipt.findings());
        List<Concern> concerns = new ArrayList<>();
        for (Finding finding : findings) {
            if (concerns.size() == MOST_FINDINGS) {
                String text = (findings.size() - MOST_FINDINGS) + " more findings like the ones before";
                concerns.add(new Concern(
                        message.bytes(),
                        message.report().map(LabReport::id),
                        new Finding(finding.severity(), finding.reason(), text, Optional.empty())));
                break;
            }
            concerns.add(new Concern(message.bytes(), message.report().map(LabReport::id), finding));
        }
        if (receipt instanceof Receipt.Quarantined && concerns.stream().noneMatch(Concern::isError)) {
            // A sink that refuses without saying why would leave a message nobody can see.
            concerns.add(new Concern(
                    message.bytes(),
                    message.report().map(LabReport::id),
                    Finding.error(ReasonCode.STORE_REFUSED, "not stored; the sink gave no reason")));
        }
        return concerns;
    }

    static MessageOutcome outcome(ReadMessage message, Receipt receipt, Instant at) {
        MessageOutcome.Result result;
        int resources = 0;
        if (receipt instanceof Receipt.Stored stored) {
            result = MessageOutcome.Result.STORED;
            resources = stored.resources();
        } else if (receipt instanceof Receipt.Duplicate) {
            result = MessageOutcome.Result.DUPLICATE;
        } else {
            result = MessageOutcome.Result.QUARANTINED;
        }
        return new MessageOutcome(message.report().map(LabReport::id), message.bytes(), result, resources, at);
    }

    static Concern concern(Fault fault, Transcript raw) {
        ByteRange where = fault.bytes().orElse(new ByteRange(0, raw.bytes().length));
        return new Concern(where, Optional.empty(), fault.finding());
    }

    private static Concern unknownDevice(Transcript raw) {
        return new Concern(
                new ByteRange(0, raw.bytes().length),
                Optional.empty(),
                Finding.error(
                        ReasonCode.UNKNOWN_INSTRUMENT,
                        "no connection \"" + raw.from().device() + "\" with instrument \""
                                + raw.from().dialect() + "\" is configured any more; configure it again, then replay"));
    }

    static boolean hasError(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }

    static boolean overlap(ByteRange one, ByteRange other) {
        return one.from() < other.to() && other.from() < one.to();
    }

    private void settle(Transcript raw, List<Concern> concerns) {
        TranscriptState state = spool.settle(raw.id(), concerns, clock.instant());
        tell(raw, state.name().toLowerCase(Locale.ROOT), concerns);
    }

    private void tell(Transcript raw, String result, List<Concern> concerns) {
        LOG.info("{} ({}): transcript {} {}", raw.from().device(), raw.from().dialect(), raw.id(), result);
        for (Concern concern : concerns) {
            metrics.quarantined(raw.from().device(), concern.finding().reason());
            LOG.warn(logged(raw, concern));
        }
    }

    /** Without the finding's text: that may quote what an operator typed for a specimen number. The quarantine holds it. */
    static String logged(Transcript raw, Concern concern) {
        Finding finding = concern.finding();
        return raw.from().device() + " (" + raw.from().dialect() + "): transcript " + raw.id() + ", "
                + finding.record().map(record -> record + ", ").orElse("")
                + "bytes " + concern.bytes().from() + ".." + concern.bytes().to() + ": "
                + finding.reason().code();
    }
}
