package org.aliquot.instrument.sysmexxn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aliquot.instrument.Texts;
import org.aliquot.lab.RunContext;
import org.aliquot.lab.TestCode;
import org.aliquot.protocol.astm.record.AstmRecord;

/**
 * O.4 (or O.3, where only that is filled): {@code rack^position^specimen number, padded^how it came in}; and what O.12
 * and O.26 say about the run.
 */
record XnOrder(
        Optional<String> rack,
        Optional<String> position,
        Optional<String> accession,
        Optional<String> idEntry,
        Optional<String> otherNumber,
        AstmRecord record) {
    private static final int BY_HOST = 3;
    private static final int BY_INSTRUMENT = 4;

    /** Control blood runs under QC-…, moving averages of patients under XbarM…; neither is anybody's specimen. */
    private static final Pattern CONTROL_ID = Pattern.compile("(?i)QC-.*|XbarM.*");

    static XnOrder of(AstmRecord record) {
        int field = specimen(record, BY_INSTRUMENT).isPresent()
                        || specimen(record, BY_HOST).isEmpty()
                ? BY_INSTRUMENT
                : BY_HOST;
        Optional<String> accession = specimen(record, field);
        Optional<String> other = field == BY_INSTRUMENT
                ? specimen(record, BY_HOST).filter(id -> !accession.equals(Optional.of(id)))
                : Optional.empty();
        boolean bare =
                record.repeats(field).stream().findFirst().map(List::size).orElse(0) == 1;
        return new XnOrder(
                bare ? Optional.empty() : Texts.said(record.component(field, 1)),
                Texts.said(record.component(field, 2)),
                accession,
                Texts.said(record.component(field, 4)),
                other,
                record);
    }

    /** A field of one component is the number itself (hosts and middleware write O.3 so). */
    private static Optional<String> specimen(AstmRecord record, int field) {
        List<List<String>> repeats = record.repeats(field);
        boolean bare = !repeats.isEmpty() && repeats.get(0).size() == 1;
        return Texts.said(record.component(field, bare ? 1 : 3));
    }

    /** O.12 = Q, or an id that says so. */
    boolean isControl(Optional<String> laboratorysOwnPattern) {
        boolean byAction = record.repeats(12).stream()
                .anyMatch(repeat -> repeat.get(0).strip().equalsIgnoreCase("Q"));
        boolean byId = accession
                .filter(id -> CONTROL_ID.matcher(id).matches()
                        || laboratorysOwnPattern.map(id::matches).orElse(false))
                .isPresent();
        return byAction || byId;
    }

    /** O.5: the tests asked for. */
    List<TestCode> requested() {
        List<TestCode> tests = new ArrayList<>();
        for (List<String> repeat : record.repeats(5)) {
            repeat.stream()
                    .map(String::strip)
                    .filter(component -> !component.isEmpty())
                    .findFirst()
                    .ifPresent(code -> tests.add(TestCode.of(code)));
        }
        return tests;
    }

    /** O.26. */
    String reportType() {
        return record.component(26, 1).strip().toUpperCase(Locale.ROOT);
    }

    /** What is out of the ordinary about the run; nothing for a first run in the ordinary way. */
    List<RunContext> context() {
        List<RunContext> context = new ArrayList<>();
        String action = record.component(12, 1).strip();
        if (!action.isEmpty() && !action.equals("N")) {
            context.add(about("O.12", "Action code", action));
        }
        if (!reportType().isEmpty() && !reportType().equals("F")) {
            context.add(about("O.26", "Report type", reportType()));
        }
        return context;
    }

    private static RunContext about(String field, String name, String value) {
        return new RunContext(new TestCode(field, Optional.of(name), Optional.empty()), value);
    }
}
