package org.aliquot.ingest.rows.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How FHIR R4 spells dates and times (datatypes.html, the regular expressions of date, dateTime, instant and time), with days
 * that their month has. {@link FhirDate} reads the common part of these.
 */
public final class Moments {
    private static final String YEAR = "(?!0000)(\\d{4})";
    private static final String MONTH = "(0[1-9]|1[0-2])";
    private static final String DAY = "(0[1-9]|[12]\\d|3[01])";
    private static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d++)?";
    private static final String ZONE = "(Z|[+-]((0\\d|1[0-3]):[0-5]\\d|14:00))";

    private static final Pattern DATE = Pattern.compile(YEAR + "(-" + MONTH + "(-" + DAY + ")?)?");
    private static final Pattern INSTANT = Pattern.compile(YEAR + "-" + MONTH + "-" + DAY + "T" + CLOCK + ZONE);
    private static final Pattern TIME = Pattern.compile(CLOCK);
    private static final int DATE_LENGTH = 10;

    private Moments() {}

    /** A date, of whatever precision. */
    public static boolean isDate(String text) {
        return DATE.matcher(text).matches() && hasItsDay(text);
    }

    /** A date, or a date with a time to the second and a zone. */
    public static boolean isDateTime(String text) {
        return isDate(text) || isInstant(text);
    }

    /** A date with a time to the second and a zone. */
    public static boolean isInstant(String text) {
        return INSTANT.matcher(text).matches() && hasItsDay(text);
    }

    /** A time of day to the second, without a zone. */
    public static boolean isTime(String text) {
        return TIME.matcher(text).matches();
    }

    private static boolean hasItsDay(String text) {
        if (text.length() < DATE_LENGTH) {
            return true;
        }
        Matcher date = DATE.matcher(text).region(0, DATE_LENGTH);
        return date.matches()
                && Integer.parseInt(date.group(5))
                        <= FhirDate.daysIn(Integer.parseInt(date.group(1)), Integer.parseInt(date.group(3)));
    }
}
