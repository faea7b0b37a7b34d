package org.aliquot.resource.parquet;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

/** Moments of dateTimes and instants (FHIR R4, Data Types), as microseconds. By hand: java.time takes a microsecond for each. */
final class Moments {
    /** Of what is less than a moment: {@code 2026-01-31}, or not of the form. */
    static final long NONE = Long.MIN_VALUE;

    private static final long MICROS = 1_000_000;
    private static final int DAY = 86_400;
    private static final int SECONDS_END = 19;

    private Moments() {}

    /** Since 1970, UTC; what is behind the sixth digit of a second is left out. */
    static long micros(char[] text, int from, int length) {
        // 2026-01-31T08:30:00Z
        if (length <= SECONDS_END
                || text[from + 4] != '-'
                || text[from + 7] != '-'
                || text[from + 10] != 'T'
                || text[from + 13] != ':'
                || text[from + 16] != ':') {
            return NONE;
        }
        int year = number(text, from, 4);
        int month = number(text, from + 5, 2);
        int day = number(text, from + 8, 2);
        int hour = number(text, from + 11, 2);
        int minute = number(text, from + 14, 2);
        int second = number(text, from + 17, 2);
        if (year < 1 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return NONE;
        }
        if (second < 0 || second > 59 || day > Month.of(month).length(Year.isLeap(year))) {
            return NONE;
        }
        int end = from + length;
        int at = from + SECONDS_END;
        long micros = 0;
        if (text[at] == '.') {
            long place = MICROS / 10;
            int first = ++at;
            for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
                micros += place * (text[at] - '0');
                place /= 10;
            }
            if (at == first) {
                return NONE;
            }
        }
        int offset = offset(text, at, end);
        if (offset == Integer.MIN_VALUE) {
            return NONE;
        }
        long seconds =
                LocalDate.of(year, month, day).toEpochDay() * DAY + hour * 3_600L + minute * 60L + second - offset;
        return seconds * MICROS + micros;
    }

    /** Seconds from UTC. */
    private static int offset(char[] text, int at, int end) {
        if (end - at == 1 && text[at] == 'Z') {
            return 0;
        }
        if (end - at != 6 || text[at + 3] != ':' || text[at] != '+' && text[at] != '-') {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return text[at] == '-' ? -seconds : seconds;
    }

    private static int number(char[] text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return Integer.MIN_VALUE;
            }
            number = number * 10 + text[i] - '0';
        }
        return number;
    }
}
