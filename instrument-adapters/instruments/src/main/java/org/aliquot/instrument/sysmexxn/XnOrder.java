package org.aliquot.instrument.sysmexxn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /**
     * Control blood runs under QC-…, moving averages of patients under XbarM…, the count without blood under
     * BACKGROUNDCHECK; none is anybody's specimen.
     */
    private static final Pattern CONTROL_ID = Pattern.compile("(?i)QC-.*|XbarM.*|BACKGROUND[ _-]?CHECK.*");

    static XnOrder of(AstmRecord record) {
        int field = specimen(record, BY_INSTRUMENT).isPresent()
                        || specimen(record, BY_HOST).isEmpty()
                ? BY_INSTRUMENT
                : BY_HOST;
        Optional<String> accession = specimen(record, field);
        Optional<String> other = field == BY_INSTRUMENT
                ? specimen(record, BY_HOST).filter(id -> !accession.equals(Optional.of(id)))
                : Optional.empty();
        // The rack stands in O.4, also where the number stands in O.3 as the host wrote it.
        int loading = components(record, BY_INSTRUMENT) > 1 ? BY_INSTRUMENT : field;
        boolean rackless = components(record, loading) == 1 || isStandards(record, loading);
        return new XnOrder(
                rackless ? Optional.empty() : Texts.said(record.component(loading, 1)),
                rackless ? Optional.empty() : Texts.said(record.component(loading, 2)),
                accession,
                Texts.said(record.component(field, 4)),
                other,
                record);
    }

    /**
     * A field of one component is the number itself (hosts and middleware write O.3 so). O.3 of two is the standard's
     * number and part of it (LIS02-A2 §8.4.3); O.4 of two is rack and position without a number.
     */
    private static Optional<String> specimen(AstmRecord record, int field) {
        boolean bare = components(record, field) == 1 || isStandards(record, field);
        return Texts.said(record.component(field, bare ? 1 : 3));
    }

    private static boolean isStandards(AstmRecord record, int field) {
        return field == BY_HOST && components(record, field) == 2;
    }

    private static int components(AstmRecord record, int field) {
        return record.repeats(field).stream().findFirst().map(List::size).orElse(0);
    }

    /** What is odd about the specimen number, for the operator; empty where nothing is. */
    Optional<String> oddNumber() {
        boolean byHost = specimen(record, BY_INSTRUMENT).isEmpty();
        if (byHost && accession.isPresent() && isStandards(record, BY_HOST)) {
            return Optional.of("O.3 has two components where this family has one or four; the first is taken for the"
                    + " specimen number");
        }
        boolean something = Stream.of(BY_HOST, BY_INSTRUMENT)
                .flatMap(field -> record.repeats(field).stream())
                .flatMap(List::stream)
                .anyMatch(component -> !component.isBlank());
        return accession.isEmpty() && something
                ? Optional.of("O.3 and O.4 hold no specimen number (expected rack^position^number^entry);"
                        + " the results cannot be matched")
                : Optional.empty();
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

    /** O.26 = X: the order could not be done. */
    boolean isCancelled() {
        return reportType().equals("X");
    }

    /** O.26 says that there is nothing to report: cancelled, no such order, no such patient. */
    boolean isWithout() {
        return isCancelled() || reportType().equals("Y") || reportType().equals("Z");
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
        if (isStandards(record, BY_HOST)) {
            Texts.said(record.component(BY_HOST, 2))
                    .ifPresent(part -> context.add(about("O.3", "Specimen number, component 2", part)));
        }
        return context;
    }

    private static RunContext about(String field, String name, String value) {
        return new RunContext(new TestCode(field, Optional.of(name), Optional.empty()), value);
    }
}
