package org.aliquot.instrument.astm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Dialect;
import org.aliquot.instrument.Fault;
import org.aliquot.instrument.FaultsByPlace;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.ReadMessage;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.UnreadableMessageException;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.protocol.astm.record.AstmConversation;
import org.aliquot.protocol.astm.record.AstmFault;
import org.aliquot.protocol.astm.record.AstmMessage;
import org.aliquot.protocol.astm.record.AstmRecord;
import org.aliquot.protocol.astm.record.AstmTranscripts;

/** Reads transcripts of an ASTM device: frames and records by the protocol, their meaning by the dialect. */
public final class AstmInstrumentReader implements InstrumentReader {
    private static final Set<String> ABNORMAL_ENDS = Set.of("T", "R", "E", "Q");

    private final DeviceSettings settings;
    private final Dialect<AstmMessage> dialect;

    public AstmInstrumentReader(DeviceSettings settings, Dialect<AstmMessage> dialect) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.dialect = Objects.requireNonNull(dialect, "dialect");
    }

    @Override
    public Reading read(Transcript raw) {
        AstmConversation conversation =
                AstmTranscripts.read(raw.bytes(), settings.charset(), settings.frameNumbering());
        List<ReadMessage> messages = new ArrayList<>();
        FaultsByPlace<AstmFault> faults = new FaultsByPlace<>(conversation.faults(), AstmFault::from, AstmFault::to);
        for (AstmMessage message : conversation.messages()) {
            messages.add(read(raw, message, faults.within(message.from(), message.to())));
        }
        return new Reading(
                messages,
                faults.outside().stream().map(fault -> stray(raw, fault)).toList());
    }

    private ReadMessage read(Transcript raw, AstmMessage message, List<AstmFault> faults) {
        ByteRange bytes = new ByteRange(message.from(), message.to());
        Optional<Finding> gap = gap(raw, message, faults);
        if (gap.isPresent()) {
            return ReadMessage.unread(bytes, Optional.empty(), gap.get());
        }
        try {
            LabReport report = dialect.read(raw, message);
            return ReadMessage.read(bytes, Optional.empty(), withWarnings(raw, report, faults));
        } catch (UnreadableMessageException e) {
            return ReadMessage.unread(bytes, Optional.empty(), e.finding());
        } catch (RuntimeException e) {
            return ReadMessage.unread(bytes, Optional.empty(), ReadMessage.defect(raw.from(), e));
        }
    }

    /** What is missing from a message, if anything: a message with a hole may lack the very record that names whose it is. */
    private static Optional<Finding> gap(Transcript raw, AstmMessage message, List<AstmFault> faults) {
        for (AstmFault fault : faults) {
            switch (fault.kind()) {
                case REJECTED_FRAME -> {
                    return Optional.of(error(ReasonCode.FRAME_REJECTED, raw, fault));
                }
                case MALFORMED_RECORD -> {
                    return Optional.of(error(ReasonCode.UNREADABLE_RECORD, raw, fault));
                }
                default -> {
                    // No hole: an unfinished message is judged below, wrong characters leave the records whole.
                }
            }
        }
        if (!message.complete()) {
            return Optional.of(Finding.error(
                    ReasonCode.MESSAGE_INCOMPLETE,
                    raw.from() + ": the message is not whole (expected H to L without a gap);"
                            + " nothing of it was stored, the instrument should send it again"));
        }
        return brokenOff(message)
                ? Optional.of(Finding.error(
                                ReasonCode.MESSAGE_INCOMPLETE,
                                raw.from() + ", L: L.3 says that the message was broken off (T, R, E or Q; expected N,"
                                        + " F, I or nothing); nothing of it was stored, the instrument should send it"
                                        + " again")
                        .at("L"))
                : Optional.empty();
    }

    /**
     * L.3 (LIS02-A2 §12.1.3): T the sender aborted, R the receiver asked for it, E an unknown error, Q an error in the
     * last request. What was to follow is missing as in a message without L.
     */
    private static boolean brokenOff(AstmMessage message) {
        AstmRecord last = message.records().get(message.records().size() - 1);
        String code = last.component(3, 1).strip().toUpperCase(Locale.ROOT);
        return last.type() == 'L' && ABNORMAL_ENDS.contains(code);
    }

    private static LabReport withWarnings(Transcript raw, LabReport report, List<AstmFault> faults) {
        if (faults.isEmpty()) {
            return report;
        }
        List<Finding> findings = new ArrayList<>(report.findings());
        for (AstmFault fault : faults) {
            findings.add(Finding.warning(reason(fault), raw.from() + ": " + fault.text()));
        }
        return report.withFindings(findings);
    }

    private static Fault stray(Transcript raw, AstmFault fault) {
        ByteRange bytes = new ByteRange(fault.from(), fault.to());
        Finding finding = fault.kind().contentLost()
                ? error(reason(fault), raw, fault)
                : Finding.warning(reason(fault), raw.from() + ": " + fault.text());
        return new Fault(finding, Optional.of(bytes));
    }

    private static Finding error(ReasonCode reason, Transcript raw, AstmFault fault) {
        return Finding.error(reason, raw.from() + ": " + fault.text());
    }

    private static ReasonCode reason(AstmFault fault) {
        return switch (fault.kind()) {
            case REJECTED_FRAME, MISNUMBERED_FRAME -> ReasonCode.FRAME_REJECTED;
            case STRAY_BYTES -> ReasonCode.UNEXPECTED_BYTES;
            case INCOMPLETE_MESSAGE -> ReasonCode.MESSAGE_INCOMPLETE;
            case MALFORMED_RECORD -> ReasonCode.UNREADABLE_RECORD;
            case UNDECODABLE_BYTES -> ReasonCode.WRONG_CHARACTER_SET;
        };
    }
}
