package org.aliquot.instrument;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;

/**
 * One message of a transcript, read or not. Either the report is there, or a fault says why not.
 *
 * @param bytes where in the transcript
 * @param controlId the number an answer must name (HL7 MSH-10); empty in ASTM
 * @param report what it says; empty when nothing of it may be stored
 * @param faults why there is no report, the reason first; empty when there is one (its warnings stand in the report)
 * @param answer what an application that answers messages one by one tells the sender
 */
public record ReadMessage(
        ByteRange bytes, Optional<String> controlId, Optional<LabReport> report, List<Fault> faults, Answer answer) {

    /** The application's answer, named as in HL7 table 0008. */
    public enum Answer {
        /** Read: AA, once it is safely kept. */
        ACCEPT,
        /** Of a kind we handle, but unreadable: AE. Sending it again changes nothing. */
        ERROR,
        /** Of a kind we do not handle: AR. */
        REJECT
    }

    public ReadMessage {
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(controlId, "controlId");
        Objects.requireNonNull(report, "report");
        faults = List.copyOf(faults);
        Objects.requireNonNull(answer, "answer");
        if (report.isEmpty() == faults.isEmpty()) {
            throw new IllegalArgumentException("a message has either a report or faults that say why not");
        }
    }

    /** A message that was read. */
    public static ReadMessage read(ByteRange bytes, Optional<String> controlId, LabReport report) {
        return new ReadMessage(bytes, controlId, Optional.of(report), List.of(), Answer.ACCEPT);
    }

    /** A message of which no report can be made. */
    public static ReadMessage unread(ByteRange bytes, Optional<String> controlId, Finding why) {
        Answer answer = switch (why.reason()) {
            case UNSUPPORTED_MESSAGE, UNKNOWN_INSTRUMENT -> Answer.REJECT;
            default -> Answer.ERROR;
        };
        return new ReadMessage(bytes, controlId, Optional.empty(), List.of(new Fault(why, Optional.of(bytes))), answer);
    }

    /** What to say when our own code failed over a message: it waits in quarantine until the adapter is mended. */
    public static Finding defect(InstrumentId device, RuntimeException failure) {
        // The exception's own message may quote the record, and so a patient: its class alone is passed on.
        return Finding.error(
                ReasonCode.UNREADABLE_RECORD,
                device + ": defect in the adapter (" + failure.getClass().getName()
                        + "); nothing of this message was stored, replay it once the adapter is mended");
    }

    /** What to tell the sender beside the code (HL7 MSA-3); names records and fields, never a patient. */
    public String answerText() {
        return faults.isEmpty() ? "" : faults.get(0).finding().message();
    }
}
