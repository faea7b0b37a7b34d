package org.aliquot.ingest.hapi.table;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code java.util.Date} shows when JDBC writes it: before 15 October 1582 the Julian calendar's day. HAPI's searches
 * write their bounds the same way, and an open period begins in the year 1001.
 */
final class JdbcClock {
    /** 1582-10-15T00:00Z, the first day of the Gregorian calendar. */
    private static final long GREGORIAN_FROM = -12_219_292_800_000L;

    private JdbcClock() {}

    /** @return milliseconds since the epoch of the moment that has these fields in the proleptic calendar of SQL */
    static @Nullable Long shown(@Nullable Long millis) {
        if (millis == null || millis >= GREGORIAN_FROM) {
            return millis;
        }
        Calendar fields = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        fields.setTimeInMillis(millis);
        int year = fields.get(Calendar.ERA) == GregorianCalendar.AD
                ? fields.get(Calendar.YEAR)
                : 1 - fields.get(Calendar.YEAR);
        return LocalDateTime.of(
                        year,
                        fields.get(Calendar.MONTH) + 1,
                        fields.get(Calendar.DAY_OF_MONTH),
                        fields.get(Calendar.HOUR_OF_DAY),
                        fields.get(Calendar.MINUTE),
                        fields.get(Calendar.SECOND))
                .toInstant(ZoneOffset.UTC)
                .plusMillis(fields.get(Calendar.MILLISECOND))
                .toEpochMilli();
    }
}
