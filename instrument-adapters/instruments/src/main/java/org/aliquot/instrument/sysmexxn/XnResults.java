package org.aliquot.instrument.sysmexxn;

import java.math.BigDecimal;
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
import org.aliquot.instrument.astm.MessageTree.ResultNode;
import org.aliquot.lab.AbnormalFlag;
import org.aliquot.lab.Attachment;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.SuspectFlag;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.protocol.astm.record.AstmRecord;

/** The R records of one order: measurements, the analyzer's messages, and names of pictures. */
final class XnResults {
    /** Suspicions are scored 0 to 300 in steps of ten; from here on they count as positive. */
    private static final BigDecimal POSITIVE_SCORE = new BigDecimal(100);

    private final List<TestResult> results = new ArrayList<>();
    private final List<SuspectFlag> suspectFlags = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<String> panelComments = new ArrayList<>();

    private final DeviceSettings settings;
    private final Findings findings;
    private final Times times;
    private final ResultValues values;
    private final ReferenceRanges ranges;
    private final String reportType;

    /** @param reportType O.26 of the order */
    XnResults(DeviceSettings settings, Findings findings, Times times, String reportType) {
        this.settings = settings;
        this.findings = findings;
        this.times = times;
        this.values = new ResultValues(settings.decimalMark(), PlusSigns.OUT_OF_RANGE, false);
        this.ranges = new ReferenceRanges(settings.decimalMark());
        this.reportType = reportType;
    }

    List<TestResult> results() {
        return results;
    }

    List<SuspectFlag> suspectFlags() {
        return suspectFlags;
    }

    List<Attachment> attachments() {
        return attachments;
    }

    /** Comments that follow a message or a picture: about the run, for there is no result to hold them. */
    List<String> panelComments() {
        return panelComments;
    }

    void take(ResultNode node) throws UnreadableMessageException {
        AstmRecord record = node.record();
        XnParameter parameter = XnParameter.of(record)
                .orElseThrow(() -> findings.unreadable(
                        ReasonCode.UNREADABLE_RECORD,
                        record.label(),
                        "R.3 names no test (expected ^^^^code^dilution), so the value cannot be told apart from others;"
                                + " nothing of this message was stored"));
        if (XnParameter.namesSeveral(record)) {
            findings.warn(
                    ReasonCode.UNMAPPED_VALUE,
                    record.label(),
                    "R.3 names more than one test (expected one); the value was kept under the first alone");
        }
        // A marked control result (component 6) has its value in component 1; others use the field as a whole.
        String value = record.component(4, 6).isBlank() ? whole(record, 4) : record.component(4, 1);
        Optional<String> unit = Texts.said(whole(record, 5));
        List<String> flags = flags(record);
        List<String> comments = Comments.of(node.notes());
        switch (parameter.kind(value, unit, flags)) {
            case PICTURE -> picture(parameter, value, comments);
            case MESSAGE -> message(record, parameter, value, flags, comments);
            case MEASUREMENT -> measurement(record, parameter, value, unit, flags, comments);
        }
    }

    private void picture(XnParameter parameter, String value, List<String> comments) {
        panelComments.addAll(comments);
        if (settings.histograms() == HistogramPolicy.DROP) {
            return;
        }
        String file = value.strip();
        String upper = file.toUpperCase(Locale.ROOT);
        Optional<String> mediaType = upper.startsWith("PNG") || upper.endsWith(".PNG")
                ? Optional.of("image/png")
                : upper.startsWith("BMP") || upper.endsWith(".BMP") ? Optional.of("image/bmp") : Optional.empty();
        attachments.add(new Attachment(TestCode.of(parameter.code()), mediaType, Texts.said(file), Optional.empty()));
    }

    private void message(
            AstmRecord record, XnParameter parameter, String value, List<String> flags, List<String> comments) {
        Optional<String> score = Texts.said(value);
        boolean judgedAbnormal = flags.stream().anyMatch(flag -> !flag.equals("N"));
        suspectFlags.add(new SuspectFlag(
                record.label(),
                TestCode.of(parameter.code()),
                score,
                flags.stream().map(AbnormalFlag::new).toList(),
                judgedAbnormal || isPositive(score, flags)));
        panelComments.addAll(comments);
    }

    /** Without a score, or with words in its place, the analyzer sends only what it holds for true. */
    private boolean isPositive(Optional<String> score, List<String> flags) {
        ResultValue read = score.map(values::read).orElse(new ResultValue.Textual(""));
        if (read instanceof ResultValue.Measured measured) {
            return measured.number().compareTo(POSITIVE_SCORE) >= 0;
        }
        return read instanceof ResultValue.Textual && flags.isEmpty();
    }

    private void measurement(
            AstmRecord record,
            XnParameter parameter,
            String value,
            Optional<String> unit,
            List<String> flags,
            List<String> comments) {
        ResultValue read = values.read(value);
        if (read instanceof ResultValue.Textual) {
            findings.warn(
                    ReasonCode.UNREADABLE_RECORD,
                    record.label(),
                    "R.4 is no number; kept as text. If the device writes decimal commas, set its decimal mark");
        }
        ResultStatus status = status(record);
        List<String> notes = new ArrayList<>(comments);
        parameter.rest().forEach(part -> notes.add("R.3: " + part));
        // What the flags rest on (age, sex), and which of several modules measured.
        about(record, 8).ifPresent(notes::add);
        about(record, 14).ifPresent(notes::add);
        results.add(new TestResult(
                record.label(),
                TestCode.of(parameter.code()),
                parameter.run(),
                ResultValues.explained(read, status),
                unit,
                ranges.read(whole(record, 6)),
                flags.stream().map(AbnormalFlag::new).toList(),
                status,
                completedAt(record),
                record.repeats(11).stream().findFirst().flatMap(Texts::joined),
                false,
                notes,
                new ByteRange(record.from(), record.to())));
    }

    private static Optional<String> about(AstmRecord record, int field) {
        return Texts.joined(record.repeats(field).stream().flatMap(List::stream).toList())
                .map(said -> "R." + field + ": " + said);
    }

    private ResultStatus status(AstmRecord record) {
        return XnStatus.of(record.component(9, 1), reportType).orElseGet(() -> {
            findings.warn(
                    ReasonCode.UNMAPPED_VALUE,
                    record.label(),
                    "R.9 is no result status of this family (expected F, I, P, N or nothing)");
            return ResultStatus.UNKNOWN;
        });
    }

    private Optional<ReportedTime> completedAt(AstmRecord record) {
        return times.time(record.component(13, 1), record.label(), "R.13")
                .or(() -> times.time(record.component(12, 1), record.label(), "R.12"));
    }

    private static List<String> flags(AstmRecord record) {
        return record.repeats(7).stream()
                .flatMap(List::stream)
                .map(String::strip)
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    /** The whole field: repeats and components were not meant where a value, a unit or a file name holds a delimiter. */
    private static String whole(AstmRecord record, int field) {
        List<List<String>> repeats = record.repeats(field);
        String component = String.valueOf(record.delimiters().component());
        String repeat = String.valueOf(record.delimiters().repeat());
        return String.join(
                repeat,
                repeats.stream().map(parts -> String.join(component, parts)).toList());
    }
}
