package org.aliquot.server.generate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/** Times as the laboratory's clocks show them, offset included. */
final class LabTime {
    /** The period in which everything happens: past, so that it never moves. */
    static final LocalDate FIRST_DAY = LocalDate.of(2022, 1, 1);

    static final int DAYS = 4 * 365;

    private static final ZoneRules RULES = ZoneId.of("Europe/Berlin").getRules();
    private static final byte[] WINTER = Json.bytes("+01:00");
    private static final byte[] SUMMER = Json.bytes("+02:00");
    private static final ZoneOffset WINTER_OFFSET = ZoneOffset.ofHours(1);

    private LabTime() {}

    /** Seconds of the epoch at a wall-clock time. */
    static long at(LocalDate day, int secondOfDay) {
        LocalDateTime local = day.atStartOfDay().plusSeconds(secondOfDay);
        return local.toEpochSecond(RULES.getOffset(local));
    }

    /** Such as {@code 2024-06-27T13:54:07+02:00}, without quotes; an instant too, in FHIR's eyes. */
    static JsonLine write(long epochSecond, JsonLine line) {
        ZoneOffset offset = RULES.getOffset(Instant.ofEpochSecond(epochSecond));
        LocalDateTime local = LocalDateTime.ofEpochSecond(epochSecond, 0, offset);
        return line.padded(local.getYear(), 4)
                .add("-")
                .padded(local.getMonthValue(), 2)
                .add("-")
                .padded(local.getDayOfMonth(), 2)
                .add("T")
                .padded(local.getHour(), 2)
                .add(":")
                .padded(local.getMinute(), 2)
                .add(":")
                .padded(local.getSecond(), 2)
                .add(offset.equals(WINTER_OFFSET) ? WINTER : SUMMER);
    }
}
