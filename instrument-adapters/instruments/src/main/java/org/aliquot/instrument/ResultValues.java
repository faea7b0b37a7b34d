package org.aliquot.instrument;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.ResultValue.Absent;
import org.aliquot.lab.ResultValue.AbsentReason;
import org.aliquot.lab.ResultValue.Comparator;
import org.aliquot.lab.ResultValue.Interval;
import org.aliquot.lab.ResultValue.Measured;
import org.aliquot.lab.ResultValue.Ratio;
import org.aliquot.lab.ResultValue.Textual;

/**
 * Reads the text in a result's value field. Digits stay as sent ({@code 5.40} keeps its zero), comparators stay
 * ({@code <0.01}), masks are no values ({@code ----}, {@code **.*}), and whatever is none of these stays as text: nothing
 * is lost, and nothing becomes a number that is not plainly one.
 */
public final class ResultValues {
    /** What {@code ++++} means: over the display range for a cell counter, an ordinal for a urine strip. */
    public enum PlusSigns {
        OUT_OF_RANGE,
        TEXT
    }

    // Longer or more distant numbers are no measurements, and their plain notation could fill the memory.
    private static final int LONGEST_NUMBER = 30;
    private static final int FARTHEST_EXPONENT = 30;

    // Nothing but words is longer; patterns need not run over a page of them.
    private static final int LONGEST_VALUE = 80;

    private static final String SIGN = "(<=|=<|>=|=>|<|>|≤|≥|=)?";
    private static final Pattern COMPARED = Pattern.compile(SIGN + "\\s*(-?[.,]?[0-9][0-9.,]*(?:[eE][+-]?\\d{1,2})?)");
    private static final Pattern RATIO =
            Pattern.compile(SIGN + "\\s*(\\d[0-9.,]*)\\s*:\\s*" + SIGN + "\\s*(\\d[0-9.,]*)");
    private static final Pattern INTERVAL = Pattern.compile("(\\d[0-9.,]*)\\s*[-–]\\s*(\\d[0-9.,]*)");
    /** A display filled with signs, its decimal point and blanks among them: {@code --.--}, {@code * * *}, {@code ####}. */
    private static final Pattern MASK = Pattern.compile("[-–—*+.#?_…]+(?:\\s+[-–—*+.#?_…]+)*");

    /** What stands for negative, positive and "between the two" where answers are signs. */
    private static final Pattern ONE_SIGN = Pattern.compile("[-–+]|\\+/?-|-/?\\+");

    private static final Pattern PLUSES = Pattern.compile("\\++");
    private static final Pattern ONLY_POINTS = Pattern.compile("[.…\\s]+");
    private static final Pattern BEYOND_DISPLAY = Pattern.compile("[+.\\s]+|<{2,}|>{2,}");
    private static final Pattern NO_NUMBER = Pattern.compile("[+-]?(?:NAN|INF|INFINITY)");
    private static final Pattern NOT_SAID = Pattern.compile("N\\.?/?A\\.?");
    private static final Pattern FAILURE = Pattern.compile("ERR|ERROR|INVALID|FAIL|FAILED");

    /** Zeros in front, as numbers of lots, racks and versions have them, and positions like {@code 2E3}. */
    private static final Pattern LABEL = Pattern.compile("(?<![\\d.,])0\\d|\\d[eE]");

    private final DecimalMark decimalMark;
    private final PlusSigns plusSigns;
    private final boolean intervals;
    private final Pattern plain;
    private final Pattern grouped;

    /**
     * @param intervals whether {@code 3-5} is an interval found; otherwise it stays text
     */
    public ResultValues(DecimalMark decimalMark, PlusSigns plusSigns, boolean intervals) {
        this.decimalMark = Objects.requireNonNull(decimalMark, "decimalMark");
        this.plusSigns = Objects.requireNonNull(plusSigns, "plusSigns");
        this.intervals = intervals;
        String fraction = Pattern.quote(String.valueOf(decimalMark.fraction()));
        String thousands = Pattern.quote(String.valueOf(decimalMark.thousands()));
        this.plain = Pattern.compile("-?(?:\\d+(?:" + fraction + "\\d*)?|" + fraction + "\\d+)(?:[eE][+-]?\\d{1,2})?");
        // Only with a fraction behind it is a thousands mark plain: "1,234" alone might be a decimal comma.
        this.grouped = Pattern.compile("-?\\d{1,3}(?:" + thousands + "\\d{3})+" + fraction + "\\d+");
    }

    /** Reads one value as sent, padding included. */
    public ResultValue read(String sent) {
        String text = sent.strip();
        return absent(text).orElseGet(() -> text.length() > LONGEST_VALUE ? new Textual(text) : found(text));
    }

    /** Reads what is declared text: a number in it may be a date, a lot, a line of words; it is never computed with. */
    public ResultValue readText(String sent) {
        String text = sent.strip();
        return absent(text).orElseGet(() -> new Textual(text));
    }

    /** Reads what may be a number or a name: {@code 62.2} is a number, {@code 0012345} and {@code 2E3} stay text. */
    public ResultValue readUntyped(String sent) {
        return LABEL.matcher(sent).find() ? readText(sent) : read(sent);
    }

    /**
     * Reads HL7 v2's structured numeric (2.A.71 SN): comparator, number, separator, number. What makes no known value is
     * text, its parts one behind the other: {@code ^2^+} is {@code 2+}.
     */
    public ResultValue readStructured(String comparator, String first, String separator, String second) {
        String sign = comparator.strip();
        String between = separator.strip();
        String low = first.strip();
        String high = second.strip();
        String whole = sign + low + between + high;
        if (between.isEmpty()) {
            return high.isEmpty() ? read(whole) : new Textual((sign + low + " " + high).strip());
        }
        if (low.isEmpty() || high.isEmpty()) {
            return readText(whole);
        }
        Optional<ResultValue> value = switch (between) {
            case ":" -> ratio(whole);
            case "/" -> ratio(sign + low + ":" + high);
            // A range has no place for a comparator: as text the sign is not lost.
            case "-" -> sign.isEmpty() || sign.equals("=") ? interval(low, high) : Optional.empty();
            default -> Optional.empty();
        };
        return value.orElseGet(() -> new Textual(whole));
    }

    /** An empty value of a test that was cancelled or not done: not unknown, but not performed. */
    public static ResultValue explained(ResultValue value, ResultStatus status) {
        boolean notDone = status == ResultStatus.CANCELLED || status == ResultStatus.NOT_MEASURED;
        return notDone && value instanceof Absent absent && absent.reason() == AbsentReason.UNKNOWN
                ? new Absent(AbsentReason.NOT_PERFORMED, absent.original())
                : value;
    }

    /** Why there is no value, where the characters say that there is none. */
    private Optional<ResultValue> absent(String text) {
        if (text.isEmpty()) {
            return Optional.of(new Absent(AbsentReason.UNKNOWN, Optional.empty()));
        }
        if (text.length() > LONGEST_VALUE) {
            return Optional.empty();
        }
        String upper = text.toUpperCase(Locale.ROOT);
        boolean answer = ONE_SIGN.matcher(text).matches()
                || plusSigns == PlusSigns.TEXT && PLUSES.matcher(text).matches();
        if (answer) {
            return Optional.empty();
        }
        if (BEYOND_DISPLAY.matcher(text).matches() && !ONLY_POINTS.matcher(text).matches()
                || NO_NUMBER.matcher(upper).matches()) {
            return Optional.of(new Absent(AbsentReason.NOT_A_NUMBER, Optional.of(text)));
        }
        if (ONLY_POINTS.matcher(text).matches() || NOT_SAID.matcher(upper).matches()) {
            return Optional.of(new Absent(AbsentReason.UNKNOWN, Optional.of(text)));
        }
        return MASK.matcher(text).matches() || FAILURE.matcher(upper).matches()
                ? Optional.of(new Absent(AbsentReason.ERROR, Optional.of(text)))
                : Optional.empty();
    }

    private ResultValue found(String text) {
        return number(text).or(() -> ratio(text)).or(() -> interval(text)).orElseGet(() -> new Textual(text));
    }

    private Optional<ResultValue> number(String text) {
        Matcher parts = COMPARED.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return digits(parts.group(2)).map(number -> new Measured(comparator(parts.group(1)), number));
    }

    private Optional<ResultValue> ratio(String text) {
        Matcher parts = RATIO.matcher(text);
        if (!parts.matches() || (parts.group(1) != null && parts.group(3) != null)) {
            return Optional.empty();
        }
        String sign = parts.group(1) == null ? parts.group(3) : parts.group(1);
        return digits(parts.group(2))
                .flatMap(numerator ->
                        digits(parts.group(4)).map(denominator -> new Ratio(numerator, comparator(sign), denominator)));
    }

    private Optional<ResultValue> interval(String text) {
        Matcher parts = INTERVAL.matcher(text);
        if (!intervals || !parts.matches()) {
            return Optional.empty();
        }
        return interval(parts.group(1), parts.group(2));
    }

    private Optional<ResultValue> interval(String from, String to) {
        return digits(from)
                .flatMap(low ->
                        digits(to).filter(high -> low.compareTo(high) <= 0).map(high -> new Interval(low, high)));
    }

    private Optional<BigDecimal> digits(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        String bare = text;
        if (grouped.matcher(text).matches()) {
            bare = text.replace(String.valueOf(decimalMark.thousands()), "");
        } else if (!plain.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(bare.replace(decimalMark.fraction(), '.'));
        return Math.abs(number.scale()) > FARTHEST_EXPONENT ? Optional.empty() : Optional.of(number);
    }

    private static Comparator comparator(String sign) {
        if (sign == null) {
            return Comparator.EXACT;
        }
        return switch (sign) {
            case "<" -> Comparator.LESS_THAN;
            case "<=", "=<", "≤" -> Comparator.LESS_OR_EQUAL;
            case ">=", "=>", "≥" -> Comparator.GREATER_OR_EQUAL;
            case ">" -> Comparator.GREATER_THAN;
            default -> Comparator.EXACT;
        };
    }
}
