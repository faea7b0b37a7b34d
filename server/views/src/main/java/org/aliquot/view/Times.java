package org.aliquot.view;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** FHIR's dates and times for engines that know only whole ones. */
public final class Times {
    private static final String USUAL = "0000-00-00T00:00:00";
    private static final String OFFSET = "00:00";
    /** The point and nine digits. */
    private static final int LONGEST_FRACTION = 10;

    private Times() {}

    /** Empty where it is less than a day: {@code 2026-01}. Of a date with a time, its date as written. */
    public static Optional<LocalDate> date(String fhir) {
        if (fhir.length() < 10) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(fhir.substring(0, 10)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Empty where it is no moment: a date without a time, or a time without its offset. */
    public static Optional<OffsetDateTime> timestamp(String fhir) {
        // A day alone is common, and an exception dear.
        if (fhir.length() < 16) {
            return Optional.empty();
        }
        try {
            return Optional.of(isUsual(fhir) ? usual(fhir) : OffsetDateTime.parse(fhir));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    // 2026-01-02T03:04:05.678+01:00 or Z: nearly every moment is so, and Java's formatter takes a fifth of a view's
    // time.
    private static boolean isUsual(String fhir) {
        return fhir.length() <= USUAL.length() + LONGEST_FRACTION + 1 + OFFSET.length()
                && fhir.length() > USUAL.length()
                && isLike(USUAL, fhir, 0)
                && isOffset(fhir, afterFraction(fhir));
    }

    private static int afterFraction(String fhir) {
        int end = USUAL.length();
        if (fhir.charAt(end) != '.') {
            return end;
        }
        do {
            end++;
        } while (end < fhir.length() && isDigit(fhir.charAt(end)));
        // A point without digits, or with more than Java has room for: neither is usual.
        boolean isUsual = end > USUAL.length() + 1 && end <= USUAL.length() + LONGEST_FRACTION;
        return isUsual ? end : fhir.length();
    }

    private static boolean isOffset(String fhir, int at) {
        return switch (fhir.length() - at) {
            case 1 -> fhir.charAt(at) == 'Z';
            case 6 -> (fhir.charAt(at) == '+' || fhir.charAt(at) == '-') && isLike(OFFSET, fhir, at + 1);
            default -> false;
        };
    }

    private static boolean isLike(String pattern, String text, int from) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = text.charAt(from + i);
            if (pattern.charAt(i) == '0' ? !isDigit(c) : c != pattern.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static OffsetDateTime usual(String fhir) {
        int end = afterFraction(fhir);
        int nanos = 0;
        for (int i = USUAL.length() + 1; i <= USUAL.length() + 9; i++) {
            nanos = 10 * nanos + (i < end ? fhir.charAt(i) - '0' : 0);
        }
        ZoneOffset offset = ZoneOffset.UTC;
        if (fhir.length() - end > 1) {
            int sign = fhir.charAt(end) == '-' ? -1 : 1;
            offset = ZoneOffset.ofHoursMinutes(sign * number(fhir, end + 1, 2), sign * number(fhir, end + 4, 2));
        }
        return OffsetDateTime.of(
                number(fhir, 0, 4),
                number(fhir, 5, 2),
                number(fhir, 8, 2),
                number(fhir, 11, 2),
                number(fhir, 14, 2),
                number(fhir, 17, 2),
                nanos,
                offset);
    }

    private static int number(String fhir, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            number = 10 * number + fhir.charAt(i) - '0';
        }
        return number;
    }
}
