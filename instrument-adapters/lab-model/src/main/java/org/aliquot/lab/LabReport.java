package org.aliquot.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One message of an analyzer, read: what it measured, on which specimens, and what could not be understood.
 *
 * @param id by content; the same message sent twice has the same id
 * @param transcript the kept bytes this was read from
 * @param bytes where in the transcript
 * @param analyzer as it described itself, over what the configuration says
 * @param sentAt the message's own time stamp
 * @param specimens patients' results, in the order sent
 * @param controls quality control and calibration, in the order sent; never a patient's
 * @param findings what was not understood, one for each; the rest of the report stands
 */
public record LabReport(
        MessageId id,
        TranscriptId transcript,
        ByteRange bytes,
        Analyzer analyzer,
        Optional<ReportedTime> sentAt,
        List<SpecimenReport> specimens,
        List<ControlReport> controls,
        List<Finding> findings) {
    public LabReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(transcript, "transcript");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(analyzer, "analyzer");
        Objects.requireNonNull(sentAt, "sentAt");
        specimens = List.copyOf(specimens);
        controls = List.copyOf(controls);
        findings = List.copyOf(findings);
    }

    /** The same report with other findings. */
    public LabReport withFindings(List<Finding> others) {
        return new LabReport(id, transcript, bytes, analyzer, sentAt, specimens, controls, others);
    }
}
