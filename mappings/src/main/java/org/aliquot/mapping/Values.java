package org.aliquot.mapping;

import java.math.BigDecimal;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.ResultValue.Comparator;
import org.aliquot.lab.TestResult;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.SimpleQuantity;
import org.hl7.fhir.r4.model.StringType;

/** What was found, as one value of an Observation: every digit and sign as sent, or the reason why there is none. */
final class Values {
    // FHIR R4 asks implementations for 18 digits; a number far beyond is a defect of the sender, and as text it is
    // safe.
    private static final int MOST_DIGITS = 60;

    private Values() {}

    static void put(MessageScope scope, TestResult result, Unit unit, Observation into) {
        ResultValue value = result.value();
        if (tooLong(value)) {
            scope.findings().notANumberForFhir(result.sequence());
            into.setValue(new StringType(asText(value)));
        } else if (value instanceof ResultValue.Measured measured) {
            into.setValue(unit.on(quantity(measured.comparator(), measured.number())));
        } else if (value instanceof ResultValue.Ratio ratio) {
            into.setValue(new Ratio()
                    .setNumerator(quantity(ratio.comparator(), ratio.numerator()))
                    .setDenominator(new Quantity().setValue(ratio.denominator())));
        } else if (value instanceof ResultValue.Interval interval) {
            into.setValue(new Range().setLow(simple(interval.low(), unit)).setHigh(simple(interval.high(), unit)));
        } else if (value instanceof ResultValue.Coded coded) {
            Answers.put(scope.from(), coded.answers(), into);
        } else if (value instanceof ResultValue.Textual textual
                && !textual.text().isBlank()) {
            into.setValue(new StringType(Texts.clean(textual.text())));
        } else if (value instanceof ResultValue.Absent absent) {
            into.setDataAbsentReason(absent(absent.reason()));
        } else {
            into.setDataAbsentReason(absent(ResultValue.AbsentReason.UNKNOWN));
        }
    }

    /** Whether the value's element has a place for the unit. */
    static boolean holdUnit(Observation observation) {
        return observation.hasValueQuantity() || observation.hasValueRange();
    }

    static SimpleQuantity simple(BigDecimal number, Unit unit) {
        SimpleQuantity quantity = new SimpleQuantity();
        quantity.setValue(number);
        return unit.on(quantity);
    }

    static boolean tooLong(BigDecimal number) {
        return number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS;
    }

    private static Quantity quantity(Comparator comparator, BigDecimal number) {
        Quantity quantity = new Quantity().setValue(number);
        return comparator == Comparator.EXACT
                ? quantity
                : quantity.setComparator(QuantityComparator.fromCode(comparator.sign()));
    }

    private static CodeableConcept absent(ResultValue.AbsentReason reason) {
        return new CodeableConcept()
                .addCoding(new Coding().setSystem(Systems.HL7_ABSENT).setCode(reason.code()));
    }

    private static boolean tooLong(ResultValue value) {
        if (value instanceof ResultValue.Measured measured) {
            return tooLong(measured.number());
        }
        if (value instanceof ResultValue.Ratio ratio) {
            return tooLong(ratio.numerator()) || tooLong(ratio.denominator());
        }
        return value instanceof ResultValue.Interval interval && (tooLong(interval.low()) || tooLong(interval.high()));
    }

    private static String asText(ResultValue value) {
        if (value instanceof ResultValue.Measured measured) {
            return measured.comparator().sign() + measured.number();
        }
        if (value instanceof ResultValue.Ratio ratio) {
            return ratio.comparator().sign() + ratio.numerator() + ":" + ratio.denominator();
        }
        return value instanceof ResultValue.Interval interval ? interval.low() + "-" + interval.high() : "";
    }
}
