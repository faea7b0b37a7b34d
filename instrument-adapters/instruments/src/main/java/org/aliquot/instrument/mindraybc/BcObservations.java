package org.aliquot.instrument.mindraybc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.instrument.DeviceSettings;
import org.aliquot.instrument.Findings;
import org.aliquot.instrument.HistogramPolicy;
import org.aliquot.instrument.ReferenceRanges;
import org.aliquot.instrument.ResultValues;
import org.aliquot.instrument.ResultValues.PlusSigns;
import org.aliquot.instrument.Texts;
import org.aliquot.instrument.Times;
import org.aliquot.instrument.UnreadableMessageException;
import org.aliquot.instrument.hl7.Hl7Fields;
import org.aliquot.instrument.hl7.ResultTree.Observation;
import org.aliquot.lab.AbnormalFlag;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.ResultValue.Absent;
import org.aliquot.lab.ResultValue.AbsentReason;
import org.aliquot.lab.ResultValue.Comparator;
import org.aliquot.lab.ResultValue.Measured;
import org.aliquot.lab.RunContext;
import org.aliquot.lab.SuspectFlag;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.protocol.hl7v2.Hl7Segment;

/** The OBX segments of one order: results, messages, modes and pictures, told apart by OBX-2 and OBX-3. */
final class BcObservations {
    private final List<TestResult> results = new ArrayList<>();
    private final List<SuspectFlag> suspectFlags = new ArrayList<>();
    private final List<RunContext> context = new ArrayList<>();
    private final List<String> panelComments = new ArrayList<>();
    private Optional<String> controlLevel = Optional.empty();

    private final DeviceSettings settings;
    private final Findings findings;
    private final Times times;
    private final ResultValues measurements;
    private final ResultValues answers;
    private final ReferenceRanges ranges;
    private final BcPictures pictures;
    private final Optional<ResultStatus> orderStatus;
    private boolean missingStatusReported;
    private boolean pending;

    /** @param orderStatus OBR-25, for observations without a status of their own */
    BcObservations(DeviceSettings settings, Findings findings, Times times, Optional<ResultStatus> orderStatus) {
        this.settings = settings;
        this.findings = findings;
        this.times = times;
        this.measurements = new ResultValues(settings.decimalMark(), PlusSigns.OUT_OF_RANGE, false);
        this.answers = new ResultValues(settings.decimalMark(), PlusSigns.TEXT, false);
        this.ranges = new ReferenceRanges(settings.decimalMark());
        this.pictures = new BcPictures(findings);
        this.orderStatus = orderStatus;
    }

    List<TestResult> results() {
        return results;
    }

    List<SuspectFlag> suspectFlags() {
        return suspectFlags;
    }

    List<RunContext> context() {
        return context;
    }

    List<Attachment> attachments() {
        return pictures.attachments();
    }

    /** Notes that follow a mode, a message or a picture: about the run, for there is no result to hold them. */
    List<String> panelComments() {
        return panelComments;
    }

    Optional<String> controlLevel() {
        return controlLevel;
    }

    /** Whether a result was announced (OBX-11 I) that is still to come. */
    boolean pending() {
        return pending;
    }

    void take(Observation observation) throws UnreadableMessageException {
        Hl7Segment obx = observation.obx();
        String type = obx.component(2, 1).strip().toUpperCase(Locale.ROOT);
        Optional<TestCode> code = Hl7Fields.code(obx, 3);
        if (code.isEmpty()) {
            nameless(obx, type);
            return;
        }
        TestCode test = code.get();
        List<String> comments = Hl7Fields.comments(observation.notes());
        int before = results.size();
        if (type.equals("ED") || type.equals("RP") || BcCode.isGraph(test)) {
            graph(obx, type, test);
        } else if (BcCode.isControlLevel(test)) {
            controlLevel = Hl7Fields.said(obx, 5, 1);
        } else if (BcCode.isMode(test)) {
            mode(obx, test);
        } else if (type.equals("IS")) {
            message(obx, test);
        } else {
            result(obx, type, test, comments);
        }
        if (results.size() == before) {
            panelComments.addAll(comments);
        }
    }

    /** A message or mode that names nothing says nothing; a value that names nothing must not vanish. */
    private void nameless(Hl7Segment obx, String type) throws UnreadableMessageException {
        if (Hl7Fields.whole(obx, 5).isBlank()) {
            return;
        }
        if (!type.equals("IS")) {
            throw findings.unreadable(
                    ReasonCode.UNREADABLE_RECORD,
                    obx.label(),
                    "OBX-3 names no test, so the value cannot be told apart from others;"
                            + " nothing of this message was stored");
        }
        findings.warn(ReasonCode.UNREADABLE_RECORD, obx.label(), "OBX-3 names nothing; left out");
    }

    private void graph(Hl7Segment obx, String type, TestCode what) {
        if (settings.histograms() == HistogramPolicy.DROP) {
            return;
        }
        switch (type) {
            case "ED" -> pictures.encapsulated(obx, what);
            case "RP" -> pictures.pointer(obx, what);
            default -> mode(obx, what);
        }
    }

    private void mode(Hl7Segment obx, TestCode about) {
        String value = Hl7Fields.whole(obx, 5).strip();
        if (!value.isEmpty()) {
            String unit = Hl7Fields.unit(obx, 6).map(text -> " " + text).orElse("");
            context.add(new RunContext(about, value + unit));
        }
    }

    /** IS: T and F are the family's yes and no to a suspicion; other words describe the run. */
    private void message(Hl7Segment obx, TestCode test) {
        String value = Hl7Fields.whole(obx, 5).strip();
        if (value.isEmpty()) {
            return;
        }
        String upper = value.toUpperCase(Locale.ROOT);
        boolean yes = upper.equals("T") || upper.equals("TRUE");
        boolean no = upper.equals("F") || upper.equals("FALSE");
        if (yes || no) {
            suspectFlags.add(new SuspectFlag(obx.label(), test, Optional.empty(), flags(obx), yes));
        } else if (BcCode.isMessage(test)) {
            boolean raised = !List.of("N", "0", "NO").contains(upper);
            suspectFlags.add(new SuspectFlag(obx.label(), test, Optional.of(value), flags(obx), raised));
        } else {
            context.add(new RunContext(test, value));
        }
    }

    private void result(Hl7Segment obx, String type, TestCode test, List<String> comments) {
        List<AbnormalFlag> flags = flags(obx);
        ResultValue value = compared(value(obx, type), flags);
        ResultStatus stated = status(obx, value);
        // A value that is repeated all the same says more than the status that promises none.
        ResultStatus status = stated == ResultStatus.CONFIRMED && !isNothing(value) ? ResultStatus.FINAL : stated;
        Optional<String> unit = Hl7Fields.unit(obx, 6);
        results.add(new TestResult(
                obx.label(),
                test,
                Hl7Fields.said(obx, 4, 1),
                usable(value, status, obx),
                unit,
                ranges.read(Hl7Fields.whole(obx, 7), unit),
                flags,
                status,
                Hl7Fields.said(obx, 14, 1).flatMap(sent -> times.time(sent, obx.label(), "OBX-14")),
                Hl7Fields.joined(obx, 16),
                obx.repeats(13).stream()
                        .anyMatch(repeat -> repeat.get(0).strip().equals("E")),
                comments,
                new ByteRange(obx.from(), obx.to())));
    }

    private static boolean isNothing(ResultValue value) {
        return value instanceof ResultValue.Absent absent && absent.original().isEmpty();
    }

    /** No number that a reader who overlooks the status could use; what was sent stands beside it. */
    private static ResultValue usable(ResultValue value, ResultStatus status, Hl7Segment obx) {
        return switch (status) {
            case ENTERED_IN_ERROR -> new Absent(AbsentReason.ERROR, sent(obx));
            // Words beside "cannot be obtained" say why.
            case CANCELLED ->
                value instanceof ResultValue.Textual || value instanceof Absent
                        ? ResultValues.explained(value, status)
                        : new Absent(AbsentReason.NOT_PERFORMED, sent(obx));
            case NOT_MEASURED -> new Absent(AbsentReason.UNKNOWN, sent(obx));
            default -> value;
        };
    }

    private static Optional<String> sent(Hl7Segment obx) {
        return Texts.said(Hl7Fields.whole(obx, 5));
    }

    /**
     * By OBX-2. Numbers are read in NM and SN, in texts (ST, or no type) only what is plainly one; dates, times and lines
     * of text are never numbers.
     */
    private ResultValue value(Hl7Segment obx, String type) {
        String whole = Hl7Fields.whole(obx, 5);
        return switch (type) {
            case "SN" -> structured(obx);
            case "CE", "CWE", "CNE" -> coded(obx);
            case "NM" -> {
                ResultValue read = measurements.read(whole);
                if (read instanceof ResultValue.Textual) {
                    findings.warn(
                            ReasonCode.UNREADABLE_RECORD,
                            obx.label(),
                            "OBX-5 is declared a number (OBX-2 = NM) and is none; kept as text."
                                    + " If the device writes decimal commas, set its decimal mark");
                }
                yield read;
            }
            case "DT", "TM", "TS", "DTM", "TX", "FT" -> answers.readText(whole);
            // What has a unit is a measurement; without one "+++" is an answer, and 0012345 the number of a lot.
            default -> Hl7Fields.unit(obx, 6).isPresent() ? measurements.read(whole) : answers.readUntyped(whole);
        };
    }

    private ResultValue structured(Hl7Segment obx) {
        List<List<String>> said = obx.repeats(5).stream()
                .filter(parts -> parts.stream().anyMatch(part -> !part.isBlank() && !Hl7Fields.isNull(part)))
                .toList();
        if (said.isEmpty()) {
            return measurements.read("");
        }
        if (said.size() > 1 || !said.equals(obx.repeats(5)) || said.get(0).size() > 4) {
            // No structured numeric of the standard: its parts stay in order, and no delimiter passes for a sign.
            return measurements.readText(String.join(
                    "; ",
                    said.stream().map(parts -> Texts.joined(parts).orElse("")).toList()));
        }
        return measurements.readStructured(part(obx, 1), part(obx, 2), part(obx, 3), part(obx, 4));
    }

    private static String part(Hl7Segment obx, int component) {
        return Hl7Fields.said(obx, 5, component).orElse("");
    }

    private ResultValue coded(Hl7Segment obx) {
        List<ResultValue.Answer> coded = Hl7Fields.answers(obx, 5);
        if (coded.isEmpty()) {
            return answers.read("");
        }
        boolean mask = coded.size() == 1
                && coded.get(0).codes().size() < 2
                && answers.readText(coded.get(0).shown()) instanceof Absent;
        return mask ? answers.readText(coded.get(0).shown()) : new ResultValue.Coded(coded);
    }

    /** HL7 table 0078: {@code <} and {@code >} say that the number is the end of the instrument's scale. */
    private static ResultValue compared(ResultValue value, List<AbnormalFlag> flags) {
        if (value instanceof Measured measured && measured.comparator() == Comparator.EXACT) {
            for (AbnormalFlag flag : flags) {
                if (flag.code().equals("<")) {
                    return new Measured(Comparator.LESS_THAN, measured.number());
                }
                if (flag.code().equals(">")) {
                    return new Measured(Comparator.GREATER_THAN, measured.number());
                }
            }
        }
        return value;
    }

    private static List<AbnormalFlag> flags(Hl7Segment obx) {
        return obx.repeats(8).stream()
                .map(repeat -> repeat.get(0).strip())
                .filter(flag -> !flag.isEmpty() && !Hl7Fields.isNull(flag))
                .map(AbnormalFlag::new)
                .toList();
    }

    /** Where results are pending (I) and there is one, it is a first one. */
    private ResultStatus status(Hl7Segment obx, ResultValue value) {
        if (!obx.component(11, 1).strip().equalsIgnoreCase("I")) {
            return status(obx);
        }
        boolean none = value instanceof Absent;
        pending |= none;
        return none ? status(obx) : ResultStatus.PRELIMINARY;
    }

    private ResultStatus status(Hl7Segment obx) {
        String sent = Hl7Fields.said(obx, 11, 1).orElse("");
        if (sent.isEmpty()) {
            if (orderStatus.isEmpty() && !missingStatusReported) {
                missingStatusReported = true;
                findings.warn(
                        ReasonCode.UNMAPPED_VALUE,
                        obx.label(),
                        "neither OBX-11 nor OBR-25 tells whether the result is final (expected F);"
                                + " this and any like it are kept with status unknown");
            }
            return orderStatus.orElse(ResultStatus.UNKNOWN);
        }
        return Hl7Fields.resultStatus(sent).orElseGet(() -> {
            findings.warn(
                    ReasonCode.UNMAPPED_VALUE,
                    obx.label(),
                    "OBX-11 is no result status of HL7 table 0085; kept with status unknown");
            return ResultStatus.UNKNOWN;
        });
    }
}
