package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.TestResult;
import org.aliquot.terminology.Concept;
import org.aliquot.terminology.Known;
import org.aliquot.terminology.Translation;

/**
 * A result's test and unit, looked up.
 *
 * @param loinc empty when the tables have none for this code in this unit
 */
record CodedTest(Optional<Concept> loinc, Unit unit) {

    static CodedTest of(MessageScope scope, TestResult result) {
        String sent = result.unit().map(String::strip).orElse("");
        String code = result.test().code();
        Translation found = scope.terminology().codes().translate(scope.from(), code, sent);
        Unit unit = unit(scope, sent, found);
        if (found instanceof Translation.Term term) {
            return new CodedTest(Optional.of(term.loinc()), unit);
        }
        if (found instanceof Translation.WrongUnit wrong) {
            if (sent.isEmpty() && !isNumeric(result.value()) && wrong.soleTerm().isPresent()) {
                return new CodedTest(wrong.soleTerm(), unit);
            }
            scope.findings().unitMismatch(code, sent, wrong.expected(), result.sequence());
        } else if (found instanceof Translation.UnknownCode) {
            scope.findings().unmappedCode(code, result.sequence());
        }
        if (unit.ucum().isEmpty() && !sent.isEmpty() && !isListed(scope, sent)) {
            scope.findings().unmappedUnit(code, sent, result.sequence());
        }
        return new CodedTest(Optional.empty(), unit);
    }

    private static Unit unit(MessageScope scope, String sent, Translation found) {
        if (!sent.isEmpty()) {
            return new Unit(Optional.of(sent), scope.terminology().units().toUcum(scope.from(), sent));
        }
        return found instanceof Translation.Term term && term.defaultUnit().isPresent()
                ? new Unit(term.defaultUnit().map(Concept::code), term.defaultUnit())
                : Unit.NONE;
    }

    private static boolean isListed(MessageScope scope, String sent) {
        Known<Concept> unit = scope.terminology().units().translate(scope.from(), sent);
        return unit.listed();
    }

    private static boolean isNumeric(ResultValue value) {
        return value instanceof ResultValue.Measured
                || value instanceof ResultValue.Interval
                || value instanceof ResultValue.Ratio;
    }
}
