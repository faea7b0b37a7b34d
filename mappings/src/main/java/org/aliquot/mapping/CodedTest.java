package org.aliquot.mapping;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.TestResult;
import org.aliquot.terminology.Concept;
import org.aliquot.terminology.Translation;

/**
 * A result's test and unit, looked up.
 *
 * @param loinc empty when the tables have none for this code in this unit
 */
record CodedTest(Optional<Concept> loinc, Unit unit) {
    private static final String FRACTION = "1";

    /** LOINC's names of what is counted or measured in blood, red cells' indices among them. */
    private static final Pattern OF_BLOOD = Pattern.compile(
            ".*\\b(in|of) (Blood|Reticulocytes)\\b.*|(MCV|MCH|MCHC|Erythrocyte distribution width)\\b.*");

    /**
     * Looks it up.
     *
     * @param panel which the result is of: what its counter writes without a unit all of it tells
     * @param blood false where the material is known to be another
     */
    static CodedTest of(MessageScope scope, Panel panel, TestResult result, boolean blood) {
        String sent = result.unit().map(String::strip).orElse("");
        String code = result.test().code();
        Translation found = scope.terminology().codes().translate(scope.from(), code, sent);
        Unit unit = unit(scope, panel, result, sent, found);
        if (!sent.isEmpty()
                && !scope.terminology().units().translate(scope.from(), sent).listed()) {
            scope.findings().unmappedUnit(code, sent, result.sequence());
        }
        Optional<Concept> loinc = loinc(scope, result, sent, found);
        if (!blood && loinc.filter(CodedTest::isOfBlood).isPresent()) {
            scope.findings().notBlood(result.sequence());
            loinc = Optional.empty();
        }
        return new CodedTest(loinc, unit);
    }

    private static boolean isOfBlood(Concept term) {
        return OF_BLOOD.matcher(term.display()).matches();
    }

    private static Optional<Concept> loinc(MessageScope scope, TestResult result, String sent, Translation found) {
        if (found instanceof Translation.Term term) {
            return Optional.of(term.loinc());
        }
        if (found instanceof Translation.UnknownCode) {
            scope.findings().unmappedCode(result.test().code(), result.sequence());
        }
        if (found instanceof Translation.WrongUnit wrong) {
            // Without a number there is nothing to misread, and the test is still that test.
            if (sent.isEmpty() && !isNumeric(result.value()) && wrong.soleTerm().isPresent()) {
                return wrong.soleTerm();
            }
            scope.findings().unitMismatch(result.test().code(), sent, wrong.expected(), result.sequence());
        }
        return Optional.empty();
    }

    private static Unit unit(MessageScope scope, Panel panel, TestResult result, String sent, Translation found) {
        if (!sent.isEmpty()) {
            return new Unit(Optional.of(sent), scope.terminology().units().toUcum(scope.from(), sent));
        }
        Optional<Concept> usual = usual(found);
        if (isFraction(usual)) {
            if (writesPerCents(scope, panel)) {
                scope.findings().noFraction(result.test().code(), result.sequence());
                return Unit.NONE;
            }
            // No word for people: the device sent none, and "0.405 1" is nothing to read.
            return new Unit(Optional.empty(), usual);
        }
        return usual.isPresent() ? new Unit(usual.map(Concept::code), usual) : Unit.NONE;
    }

    private static Optional<Concept> usual(Translation found) {
        return found instanceof Translation.Term term ? term.defaultUnit() : Optional.empty();
    }

    private static boolean isFraction(Optional<Concept> usual) {
        return usual.filter(unit -> unit.code().equals(FRACTION)).isPresent();
    }

    /**
     * Whether one of the panel's shares without a unit is above one: a counter that is set otherwise. Beside 62.2 a 0.8
     * is no fraction either, which it would be a hundred times too many as.
     */
    private static boolean writesPerCents(MessageScope scope, Panel panel) {
        return panel.results().stream()
                .filter(result -> result.unit().map(String::isBlank).orElse(true))
                .filter(CodedTest::exceedsOne)
                .anyMatch(result -> isFraction(usual(scope.terminology()
                        .codes()
                        .translate(scope.from(), result.test().code(), ""))));
    }

    private static boolean exceedsOne(TestResult result) {
        Stream<BigDecimal> found = Stream.empty();
        if (result.value() instanceof ResultValue.Measured measured) {
            found = Stream.of(measured.number());
        } else if (result.value() instanceof ResultValue.Interval interval) {
            found = Stream.of(interval.high());
        }
        Stream<BigDecimal> bounds = result.referenceRange().stream()
                .flatMap(range -> Stream.concat(range.low().stream(), range.high().stream()));
        return Stream.concat(found, bounds).anyMatch(number -> number.compareTo(BigDecimal.ONE) > 0);
    }

    private static boolean isNumeric(ResultValue value) {
        return value instanceof ResultValue.Measured
                || value instanceof ResultValue.Interval
                || value instanceof ResultValue.Ratio;
    }
}
