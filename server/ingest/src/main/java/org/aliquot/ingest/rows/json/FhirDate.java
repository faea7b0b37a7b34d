package org.aliquot.ingest.rows.json;

import org.jspecify.annotations.Nullable;

/**
 * A date or time as FHIR R4 spells it in full (datatypes.html, date, dateTime, instant): {@code yyyy}, {@code yyyy-MM},
 * {@code yyyy-MM-dd} or {@code yyyy-MM-ddThh:mm:ss[.S…](Z|±hh:mm)}. HAPI reads more than these; from 1900 on it reads
 * these as {@code java.time} does, before that the calendars differ.
 *
 * @param month 0 where not given
 * @param day 0 where not given
 * @param millisOfDay -1 where no time is given
 * @param offsetMinutes east of Greenwich; 0 where no time is given
 */
public record FhirDate(int year, int month, int day, int millisOfDay, int offsetMinutes) {
    private static final int MINUTE = 60_000;

    /** Minutes from Greenwich: 14:00. */
    private static final int MOST_OFFSET = 14 * 60;

    /** Null for anything else. */
    public static @Nullable FhirDate parse(String text) {
        int length = text.length();
        if (length != 4 && length != 7 && length != 10 && length < 20) {
            return null;
        }
        int year = number(text, 0, 4);
        if (year < 1900 || length == 4) {
            return year < 1900 ? null : new FhirDate(year, 0, 0, -1, 0);
        }
        int month = text.charAt(4) == '-' ? number(text, 5, 7) : -1;
        if (month < 1 || month > 12 || length == 7) {
            return month < 1 || month > 12 ? null : new FhirDate(year, month, 0, -1, 0);
        }
        int day = text.charAt(7) == '-' ? number(text, 8, 10) : -1;
        if (day < 1 || day > daysIn(year, month)) {
            return null;
        }
        return length == 10 ? new FhirDate(year, month, day, -1, 0) : withTime(text, year, month, day);
    }

    private static @Nullable FhirDate withTime(String text, int year, int month, int day) {
        if (text.charAt(10) != 'T' || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return null;
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return null;
        }
        int zone = 19;
        int millis = 0;
        if (text.charAt(19) == '.') {
            while (++zone < text.length() && text.charAt(zone) >= '0' && text.charAt(zone) <= '9') {
                // only looks for the end
            }
            // HAPI keeps milliseconds of whatever was given.
            millis = number(text, 20, Math.min(zone, 23));
            millis *= switch (zone - 20) {
                case 1 -> 100;
                case 2 -> 10;
                default -> 1;
            };
        }
        int offset = offset(text, zone);
        if (millis < 0 || offset == Integer.MIN_VALUE) {
            return null;
        }
        return new FhirDate(year, month, day, (hour * 60 + minute) * MINUTE + second * 1000 + millis, offset);
    }

    private static int offset(String text, int at) {
        if (text.length() == at + 1 && text.charAt(at) == 'Z') {
            return 0;
        }
        if (text.length() != at + 6 || text.charAt(at + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, at + 1, at + 3);
        int minutes = number(text, at + 4, at + 6);
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MOST_OFFSET) {
            return Integer.MIN_VALUE;
        }
        return switch (text.charAt(at)) {
            case '+' -> hours * 60 + minutes;
            case '-' -> -(hours * 60 + minutes);
            default -> Integer.MIN_VALUE;
        };
    }

    /** The last day of a month. */
    public static int daysIn(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    // -1 where one of them is no digit.
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return from == to ? -1 : number;
    }
}
