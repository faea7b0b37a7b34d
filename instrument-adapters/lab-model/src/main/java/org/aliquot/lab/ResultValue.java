package org.aliquot.lab;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What was found. The digits are the instrument's: {@code 5.40} keeps its zero, {@code <0.01} its sign. */
public sealed interface ResultValue {

    /**
     * A number, bounded or exact.
     *
     * @param number scale as sent
     */
    record Measured(Comparator comparator, BigDecimal number) implements ResultValue {
        public Measured {
            Objects.requireNonNull(comparator, "comparator");
            Objects.requireNonNull(number, "number");
        }

        public static Measured exactly(String number) {
            return new Measured(Comparator.EXACT, new BigDecimal(number));
        }
    }

    /** A titre or quotient, {@code 1:128}: two numbers that must not be divided. */
    record Ratio(BigDecimal numerator, Comparator comparator, BigDecimal denominator) implements ResultValue {
        public Ratio {
            Objects.requireNonNull(numerator, "numerator");
            Objects.requireNonNull(comparator, "comparator");
            Objects.requireNonNull(denominator, "denominator");
        }
    }

    /** From–to, {@code 3-5} cells a field; an interval found, not a reference interval. */
    record Interval(BigDecimal low, BigDecimal high) implements ResultValue {
        public Interval {
            Objects.requireNonNull(low, "low");
            Objects.requireNonNull(high, "high");
        }
    }

    /**
     * A coded answer ({@code POS}, {@code T}), or several to one question ({@code A~B}).
     *
     * @param answers in the order sent; never empty
     */
    record Coded(List<Answer> answers) implements ResultValue {
        public Coded {
            answers = List.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException("a coded value has an answer");
            }
        }

        public Coded(TestCode code) {
            this(List.of(new Answer(List.of(code), Optional.empty())));
        }
    }

    /**
     * One answer.
     *
     * @param codes for the same meaning in one or more coding systems, the sender's first choice first; empty where only
     *     words were sent
     * @param words the answer as people chose or wrote it; empty where the codes' own texts are all there is
     */
    record Answer(List<TestCode> codes, Optional<String> words) {
        public Answer {
            codes = List.copyOf(codes);
            Objects.requireNonNull(words, "words");
        }

        /** What people read. */
        public String shown() {
            return words.or(() ->
                            codes.stream().flatMap(code -> code.text().stream()).findFirst())
                    .orElseGet(
                            () -> codes.stream().map(TestCode::code).findFirst().orElse(""));
        }
    }

    /** Words, kept as sent. */
    record Textual(String text) implements ResultValue {
        public Textual {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * No value: the instrument says there is none, and why. Never zero, never "not detected".
     *
     * @param original the characters sent in the value's place ({@code ----}); empty when the field was empty
     */
    record Absent(AbsentReason reason, Optional<String> original) implements ResultValue {
        public Absent {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(original, "original");
        }
    }

    /** How the number stands to the true value. Only these: others a dialect keeps as {@link Textual}. */
    enum Comparator {
        EXACT(""),
        LESS_THAN("<"),
        LESS_OR_EQUAL("<="),
        GREATER_OR_EQUAL(">="),
        GREATER_THAN(">");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        /** As FHIR and the instruments write it; empty for an exact number. */
        public String sign() {
            return sign;
        }
    }

    /** Why there is no value; named after FHIR's data-absent-reason codes. */
    enum AbsentReason {
        /** The field is empty or masked and nothing says why. */
        UNKNOWN("unknown"),
        /** The instrument tried and failed, or holds the value for unreliable. */
        ERROR("error"),
        /** The test was not done. */
        NOT_PERFORMED("not-performed"),
        /** Outside what the instrument can show, with no bound given. */
        NOT_A_NUMBER("not-a-number"),
        /** The instrument will not show it. */
        MASKED("masked");

        private final String code;

        AbsentReason(String code) {
            this.code = code;
        }

        /** Code in {@code http://terminology.hl7.org/CodeSystem/data-absent-reason}. */
        public String code() {
            return code;
        }
    }
}
