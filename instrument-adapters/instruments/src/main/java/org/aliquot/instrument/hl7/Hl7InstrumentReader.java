package org.aliquot.instrument.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Dialect;
import org.aliquot.instrument.Fault;
import org.aliquot.instrument.FaultsByPlace;
import org.aliquot.instrument.InstrumentReader;
import org.aliquot.instrument.ReadMessage;
import org.aliquot.instrument.Reading;
import org.aliquot.instrument.Texts;
import org.aliquot.instrument.UnreadableMessageException;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.protocol.hl7v2.Hl7Conversation;
import org.aliquot.protocol.hl7v2.Hl7Fault;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Reader;

/** Reads transcripts of an HL7 v2 device: blocks and segments by the protocol, their meaning by the dialect. */
public final class Hl7InstrumentReader implements InstrumentReader {
    private final DeviceSettings settings;
    private final Dialect<Hl7Message> dialect;

    public Hl7InstrumentReader(DeviceSettings settings, Dialect<Hl7Message> dialect) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.dialect = Objects.requireNonNull(dialect, "dialect");
    }

    @Override
    public Reading read(Transcript raw) {
        Hl7Conversation conversation = Hl7Reader.read(raw.bytes(), settings.charset(), settings.mllpFraming());
        List<ReadMessage> messages = new ArrayList<>();
        FaultsByPlace<Hl7Fault> faults = new FaultsByPlace<>(conversation.faults(), Hl7Fault::from, Hl7Fault::to);
        for (Hl7Message message : conversation.messages()) {
            messages.add(read(raw, message, faults.within(message.from(), message.to())));
        }
        return new Reading(
                messages,
                faults.outside().stream().map(fault -> stray(raw, fault)).toList());
    }

    private ReadMessage read(Transcript raw, Hl7Message message, List<Hl7Fault> faults) {
        ByteRange bytes = new ByteRange(message.from(), message.to());
        Optional<String> controlId = Texts.said(message.controlId());
        Optional<Finding> gap = gap(raw, message, faults);
        if (gap.isPresent()) {
            return ReadMessage.unread(bytes, controlId, gap.get());
        }
        try {
            LabReport report = dialect.read(raw, message);
            return ReadMessage.read(bytes, controlId, withWarnings(raw, report, faults));
        } catch (UnreadableMessageException e) {
            return ReadMessage.unread(bytes, controlId, e.finding());
        } catch (RuntimeException e) {
            return ReadMessage.unread(bytes, controlId, ReadMessage.defect(raw.from(), e));
        }
    }

    /** What is missing from a message, if anything. */
    private static Optional<Finding> gap(Transcript raw, Hl7Message message, List<Hl7Fault> faults) {
        if (!message.complete()) {
            return Optional.of(Finding.error(
                    ReasonCode.MESSAGE_INCOMPLETE,
                    raw.from()
                            + ": the message did not come in a whole block (expected 0B before it and 1C 0D after it);"
                            + " nothing of it was stored, the instrument should send it again"));
        }
        return faults.stream()
                .filter(fault -> fault.kind() == Hl7Fault.Kind.MALFORMED_SEGMENT)
                .findFirst()
                .map(fault -> Finding.error(reason(fault), raw.from() + ": " + fault.text()));
    }

    private static LabReport withWarnings(Transcript raw, LabReport report, List<Hl7Fault> faults) {
        if (faults.isEmpty()) {
            return report;
        }
        List<Finding> findings = new ArrayList<>(report.findings());
        for (Hl7Fault fault : faults) {
            findings.add(Finding.warning(reason(fault), raw.from() + ": " + fault.text()));
        }
        return report.withFindings(findings);
    }

    private static Fault stray(Transcript raw, Hl7Fault fault) {
        ByteRange bytes = new ByteRange(fault.from(), fault.to());
        String text = raw.from() + ": " + fault.text();
        return fault.kind().contentLost()
                ? Fault.error(reason(fault), text, bytes)
                : Fault.warning(reason(fault), text, bytes);
    }

    private static ReasonCode reason(Hl7Fault fault) {
        return switch (fault.kind()) {
            case STRAY_BYTES -> ReasonCode.UNEXPECTED_BYTES;
            case UNFINISHED_BLOCK -> ReasonCode.MESSAGE_INCOMPLETE;
            case MALFORMED_SEGMENT, NO_HEADER -> ReasonCode.UNREADABLE_RECORD;
            case UNDECODABLE_BYTES -> ReasonCode.WRONG_CHARACTER_SET;
        };
    }
}
