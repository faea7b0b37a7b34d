package org.aliquot.instrument;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.lab.ReferenceRange;

/**
 * Reads reference intervals as instruments write them: {@code 4.00-10.00}, {@code 0.05 - 0.3}, {@code <5}, {@code >= 1},
 * {@code [4.0-10.0]}, {@code 4.0 - 10.0 g/L} where that is the result's unit.
 * The text is always kept; bounds are given only where they are plain.
 */
public final class ReferenceRanges {
    private static final String NUMBER = "([+-]?(?:\\d{1,15}(?:[.,]\\d{1,15})?|[.,]\\d{1,15}))";
    private static final Pattern FROM_TO = Pattern.compile(NUMBER + "\\s*(?:-|–|~|\\^|(?i:to))\\s*" + NUMBER);
    private static final Pattern BELOW = Pattern.compile("(?:<=?|≤|=<|-)\\s*" + NUMBER);
    private static final Pattern ABOVE = Pattern.compile("(?:(?:>=?|≥|=>)\\s*" + NUMBER + "|" + NUMBER + "\\s*-)");

    private final DecimalMark decimalMark;

    public ReferenceRanges(DecimalMark decimalMark) {
        this.decimalMark = decimalMark;
    }

    /** As {@link #read(String, Optional)}, where no unit stands behind ranges. */
    public Optional<ReferenceRange> read(String sent) {
        return read(sent, Optional.empty());
    }

    /**
     * @param unit the result's, which some write behind the range; another unit's numbers would be no bounds
     * @return empty when nothing, or only a dash, stands in the field
     */
    public Optional<ReferenceRange> read(String sent, Optional<String> unit) {
        String text = sent.strip();
        if (text.isEmpty() || text.matches("[-–^~]+")) {
            return Optional.empty();
        }
        return Optional.of(bounds(text, bare(text, unit.map(String::strip).orElse(""))));
    }

    /** The range without its unit and the brackets around it. */
    private static String bare(String text, String unit) {
        String bare = text;
        if (!unit.isEmpty() && bare.endsWith(unit)) {
            String numbers = bare.substring(0, bare.length() - unit.length());
            bare = numbers.isEmpty()
                            || Character.isDigit(numbers.charAt(numbers.length() - 1)) && unit.matches("[\\d.,].*")
                    ? bare
                    : numbers.strip();
        }
        boolean bracketed = bare.startsWith("[") && bare.endsWith("]") || bare.startsWith("(") && bare.endsWith(")");
        return bracketed ? bare.substring(1, bare.length() - 1).strip() : bare;
    }

    /** @param bare the part of the text that holds the numbers */
    private ReferenceRange bounds(String text, String bare) {
        Matcher fromTo = FROM_TO.matcher(bare);
        if (fromTo.matches()) {
            Optional<BigDecimal> low = number(fromTo.group(1));
            Optional<BigDecimal> high = number(fromTo.group(2));
            // A range that runs backwards was misread or mistyped: its text is all that can be passed on.
            boolean plain = low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) <= 0;
            return plain ? new ReferenceRange(text, low, high) : textOnly(text);
        }
        Matcher below = BELOW.matcher(bare);
        if (below.matches() && !bare.startsWith("-")) {
            return new ReferenceRange(text, Optional.empty(), number(below.group(1)));
        }
        Matcher above = ABOVE.matcher(bare);
        if (above.matches()) {
            String bound = above.group(1) == null ? above.group(2) : above.group(1);
            return new ReferenceRange(text, number(bound), Optional.empty());
        }
        return textOnly(text);
    }

    private static ReferenceRange textOnly(String text) {
        return new ReferenceRange(text, Optional.empty(), Optional.empty());
    }

    private Optional<BigDecimal> number(String digits) {
        if (digits.indexOf(decimalMark.thousands()) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(digits.replace(decimalMark.fraction(), '.')));
    }
}
