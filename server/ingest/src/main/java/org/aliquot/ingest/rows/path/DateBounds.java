package org.aliquot.ingest.rows.path;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import org.aliquot.ingest.rows.json.FhirDate;

/**
 * The bounds of a date as {@code ResourceIndexedSearchParamDate} has them: dates without a time from midnight to a
 * millisecond before midnight in the zone of the server, times as they stand; ordinals by the day as it is written, whatever
 * its zone.
 */
final class DateBounds {
    private static final long DAY = 86_400_000L;
    // Later clock changes java.util, by which HAPI reckons, and java.time foresee differently.
    private static final int LAST_AGREED_YEAR = 2037;
    private static final LocalTime LAST = LocalTime.of(23, 59, 59, 999_000_000);

    private DateBounds() {}

    static RowSettings.Bound low(FhirDate date) {
        int month = Math.max(date.month(), 1);
        int day = Math.max(date.day(), 1);
        return new RowSettings.Bound(
                date.millisOfDay() >= 0 ? instant(date) : local(date.year(), month, day, LocalTime.MIDNIGHT),
                ordinal(date.year(), month, day));
    }

    static RowSettings.Bound high(FhirDate date) {
        int month = date.month() == 0 ? 12 : date.month();
        int day = date.day() == 0 ? FhirDate.daysIn(date.year(), month) : date.day();
        return new RowSettings.Bound(
                date.millisOfDay() >= 0 ? instant(date) : local(date.year(), month, day, LAST),
                ordinal(date.year(), month, day));
    }

    private static long instant(FhirDate date) {
        return LocalDate.of(date.year(), date.month(), date.day()).toEpochDay() * DAY
                + date.millisOfDay()
                - date.offsetMinutes() * 60_000L;
    }

    private static long local(int year, int month, int day, LocalTime time) {
        if (year > LAST_AGREED_YEAR) {
            Calendar calendar =
                    new GregorianCalendar(year, month - 1, day, time.getHour(), time.getMinute(), time.getSecond());
            return calendar.getTimeInMillis() + time.getNano() / 1_000_000;
        }
        return ZonedDateTime.of(LocalDate.of(year, month, day), time, ZoneId.systemDefault())
                .toInstant()
                .toEpochMilli();
    }

    private static int ordinal(int year, int month, int day) {
        return (year * 100 + month) * 100 + day;
    }
}
