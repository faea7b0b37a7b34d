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
    private final ResultValues values;
    private final ReferenceRanges ranges;
    private final BcPictures pictures;
    private final Optional<ResultStatus> orderStatus;
    private boolean missingStatusReported;

    /** @param orderStatus OBR-25, for observations without a status of their own */
    BcObservations(DeviceSettings settings, Findings findings, Times times, Optional<ResultStatus> orderStatus) {
        this.settings = settings;
        this.findings = findings;
        this.times = times;
        this.values = new ResultValues(settings.decimalMark(), PlusSigns.OUT_OF_RANGE, false);
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
        ResultStatus stated = status(obx);
        ResultValue value = stated == ResultStatus.ENTERED_IN_ERROR
                ? withdrawn(obx)
                : ResultValues.explained(compared(value(obx, type), flags), stated);
        // A value that is repeated all the same says more than the status that promises none.
        ResultStatus status = stated == ResultStatus.CONFIRMED && !isNothing(value) ? ResultStatus.FINAL : stated;
        results.add(new TestResult(
                obx.label(),
                test,
                Hl7Fields.said(obx, 4, 1),
                value,
                Hl7Fields.unit(obx, 6),
                ranges.read(Hl7Fields.whole(obx, 7)),
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
    private static ResultValue withdrawn(Hl7Segment obx) {
        return new ResultValue.Absent(ResultValue.AbsentReason.ERROR, Texts.said(Hl7Fields.whole(obx, 5)));
    }

    private ResultValue value(Hl7Segment obx, String type) {
        String whole = Hl7Fields.whole(obx, 5);
        return switch (type) {
            case "SN" ->
                values.readStructured(
                        obx.component(5, 1), obx.component(5, 2), obx.component(5, 3), obx.component(5, 4), whole);
            case "CE", "CWE", "CNE" ->
                Hl7Fields.code(obx, 5).<ResultValue>map(ResultValue.Coded::new).orElseGet(() -> values.read(""));
            case "NM" -> {
                ResultValue read = obx.isNull(5) ? values.read("") : values.read(whole);
                if (read instanceof ResultValue.Textual) {
                    findings.warn(
                            ReasonCode.UNREADABLE_RECORD,
                            obx.label(),
                            "OBX-5 is declared a number (OBX-2 = NM) and is none; kept as text."
                                    + " If the device writes decimal commas, set its decimal mark");
                }
                yield read;
            }
            default -> obx.isNull(5) ? values.read("") : values.read(whole);
        };
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
                .filter(flag -> !flag.isEmpty())
                .map(AbnormalFlag::new)
                .toList();
    }

    private ResultStatus status(Hl7Segment obx) {
        String sent = obx.component(11, 1).strip();
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
