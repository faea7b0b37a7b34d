package org.aliquot.lab;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as an instrument reports it: no more precise than it was sent.
 *
 * @param at the moment; parts finer than the precision are zero
 * @param precision the finest part that was sent
 */
public record ReportedTime(OffsetDateTime at, Precision precision) {

    /** The finest part sent. */
    public enum Precision {
        YEAR,
        MONTH,
        DAY,
        MINUTE,
        SECOND,
        MILLISECOND
    }

    private static final Pattern TIME_STAMP = Pattern.compile(
            "(\\d{4})(?:(\\d\\d)(?:(\\d\\d)(?:(\\d\\d)(\\d\\d)?(?:(\\d\\d)(?:\\.(\\d{1,9}))?)?)?)?)?([+-]\\d{4})?");

    public ReportedTime {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(precision, "precision");
    }

    /**
     * Reads a time stamp {@code YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+ZZZZ]} (HL7 v2.5.1 2.A.22 TS; ASTM E1394 6.6.2).
     *
     * @param zone the device's configured zone, for the usual case that the text names none; where clocks go back, the
     *     earlier of the two moments
     * @return empty when the text is no such time stamp, or no such date or hour exists, as where clocks go forward
     */
    public static Optional<ReportedTime> parse(String text, ZoneId zone) {
        Matcher parts = TIME_STAMP.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                            number(parts.group(1), 0),
                            number(parts.group(2), 1),
                            number(parts.group(3), 1),
                            number(parts.group(4), 0),
                            number(parts.group(5), 0),
                            number(parts.group(6), 0))
                    .plusNanos(nanos(parts.group(7)));
            ZoneId named = parts.group(8) == null ? zone : ZoneOffset.of(parts.group(8));
            boolean namesAnHour = parts.group(4) != null;
            if (namesAnHour && named.getRules().getValidOffsets(local).isEmpty()) {
                // Moved to the next hour it would be a time that nobody measured at.
                return Optional.empty();
            }
            return Optional.of(new ReportedTime(local.atZone(named).toOffsetDateTime(), precision(parts)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Precision precision(Matcher parts) {
        if (parts.group(7) != null) {
            return Precision.MILLISECOND;
        }
        if (parts.group(6) != null) {
            return Precision.SECOND;
        }
        if (parts.group(4) != null) {
            return Precision.MINUTE;
        }
        if (parts.group(3) != null) {
            return Precision.DAY;
        }
        return parts.group(2) == null ? Precision.YEAR : Precision.MONTH;
    }

    private static int number(String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static long nanos(String fraction) {
        return fraction == null ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
    }
}
