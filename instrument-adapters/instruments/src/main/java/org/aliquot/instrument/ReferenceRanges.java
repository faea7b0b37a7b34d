package org.aliquot.instrument;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.lab.ReferenceRange;

/**
 * Reads reference intervals as instruments write them: {@code 4.00-10.00}, {@code 0.05 - 0.3}, {@code <5}, {@code >= 1}.
 * The text is always kept; bounds are given only where they are plain.
 */
public final class ReferenceRanges {
    private static final String NUMBER = "([+-]?\\d{1,15}(?:[.,]\\d{1,15})?)";
    private static final Pattern FROM_TO = Pattern.compile(NUMBER + "\\s*(?:-|–|~|\\^|(?i:to))\\s*" + NUMBER);
    private static final Pattern BELOW = Pattern.compile("(?:<=?|≤|=<|-)\\s*" + NUMBER);
    private static final Pattern ABOVE = Pattern.compile("(?:(?:>=?|≥|=>)\\s*" + NUMBER + "|" + NUMBER + "\\s*-)");

    private final DecimalMark decimalMark;

    public ReferenceRanges(DecimalMark decimalMark) {
        this.decimalMark = decimalMark;
    }

    /** @return empty when nothing, or only a dash, stands in the field */
    public Optional<ReferenceRange> read(String sent) {
        String text = sent.strip();
        if (text.isEmpty() || text.matches("[-–^~]+")) {
            return Optional.empty();
        }
        Matcher fromTo = FROM_TO.matcher(text);
        if (fromTo.matches()) {
            Optional<BigDecimal> low = number(fromTo.group(1));
            Optional<BigDecimal> high = number(fromTo.group(2));
            // A range that runs backwards was misread or mistyped: its text is all that can be passed on.
            boolean plain = low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) <= 0;
            return Optional.of(plain ? new ReferenceRange(text, low, high) : textOnly(text));
        }
        Matcher below = BELOW.matcher(text);
        if (below.matches() && !text.startsWith("-")) {
            return Optional.of(new ReferenceRange(text, Optional.empty(), number(below.group(1))));
        }
        Matcher above = ABOVE.matcher(text);
        if (above.matches()) {
            String bound = above.group(1) == null ? above.group(2) : above.group(1);
            return Optional.of(new ReferenceRange(text, number(bound), Optional.empty()));
        }
        return Optional.of(textOnly(text));
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
