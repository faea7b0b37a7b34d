package org.aliquot.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One measurement.
 *
 * @param sequence the record's own number as sent ({@code R|4}, {@code OBX|17}); for messages to people
 * @param test what was measured
 * @param run dilution, replicate or run as sent (Sysmex R.3 component 6, HL7 OBX-4); empty when not sent
 * @param value what was found, digits and comparator as sent
 * @param unit the unit's text exactly as sent, kept even where the value is text or absent
 * @param referenceRange as sent
 * @param flags abnormal flags in the order sent
 * @param measuredAt the result's own time, over the panel's
 * @param operator who is named at the result, as sent
 * @param edited the instrument marks the value as changed by hand
 * @param comments free text at the result
 * @param bytes where in the transcript the record stands
 */
public record TestResult(
        String sequence,
        TestCode test,
        Optional<String> run,
        ResultValue value,
        Optional<String> unit,
        Optional<ReferenceRange> referenceRange,
        List<AbnormalFlag> flags,
        ResultStatus status,
        Optional<ReportedTime> measuredAt,
        Optional<String> operator,
        boolean edited,
        List<String> comments,
        ByteRange bytes) {
    public TestResult {
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(referenceRange, "referenceRange");
        flags = List.copyOf(flags);
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(measuredAt, "measuredAt");
        Objects.requireNonNull(operator, "operator");
        comments = List.copyOf(comments);
        Objects.requireNonNull(bytes, "bytes");
    }
}
