package org.aliquot.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The results that belong to one order record (ASTM O, HL7 OBR): a CBC, a manual differential, a single test.
 *
 * @param code the panel's own code, where the instrument sends one
 * @param orderNumber the order's number at the ordering side (placer), as sent
 * @param requested the tests asked for, as sent
 * @param results measurements, in the order sent
 * @param suspectFlags the instrument's suspicions and morphology messages: statements about the run, not results
 * @param context how the run was done (mode, reference group, age): neither result nor flag
 * @param attachments histograms, scattergrams, curves
 * @param operator who ran or released it, as sent
 * @param comments free text about the panel
 */
public record Panel(
        Optional<TestCode> code,
        Optional<String> orderNumber,
        List<TestCode> requested,
        ResultStatus status,
        Optional<ReportedTime> orderedAt,
        Optional<ReportedTime> measuredAt,
        Optional<String> operator,
        List<TestResult> results,
        List<SuspectFlag> suspectFlags,
        List<RunContext> context,
        List<Attachment> attachments,
        List<String> comments) {
    public Panel {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(orderNumber, "orderNumber");
        requested = List.copyOf(requested);
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(orderedAt, "orderedAt");
        Objects.requireNonNull(measuredAt, "measuredAt");
        Objects.requireNonNull(operator, "operator");
        results = List.copyOf(results);
        suspectFlags = List.copyOf(suspectFlags);
        context = List.copyOf(context);
        attachments = List.copyOf(attachments);
        comments = List.copyOf(comments);
    }
}
