package org.aliquot.ingest.rows.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FhirDateTest {
    @ParameterizedTest
    @CsvSource({
        "2026, 2026, 0, 0, -1, 0",
        "2026-04, 2026, 4, 0, -1, 0",
        "2024-02-29, 2024, 2, 29, -1, 0",
        "2026-04-17T08:12:00Z, 2026, 4, 17, 29520000, 0",
        "2026-04-17T08:12:00.5+02:00, 2026, 4, 17, 29520500, 120",
        "2026-04-17T08:12:00.1234567-11:30, 2026, 4, 17, 29520123, -690",
    })
    void fullFormsAreRead(String text, int year, int month, int day, int millis, int offset) {
        assertThat(FhirDate.parse(text)).isEqualTo(new FhirDate(year, month, day, millis, offset));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20",
                "1899",
                "2026-13",
                "2026-4",
                "2026-02-29",
                "2026-04-31",
                "2026/04/17",
                "2026-04-17T08:12",
                "2026-04-17T08:12:00",
                "2026-04-17T24:00:00Z",
                "2026-04-17T08:12:60Z",
                "2026-04-17T08:12:00.Z",
                "2026-04-17T08:12:00+2:00",
                "2026-04-17T08:12:00+14:01",
                "2026-04-17T08:12:00.123\u0664Z",
                "2026-04-17T08:12:00Zx",
                "2026-04-17 08:12:00Z",
                "+026-04-17",
            })
    void anythingElseIsLeft(String text) {
        assertThat(FhirDate.parse(text)).isNull();
    }

    @Property
    void momentsAreThoseOfJavaTime(
            @ForAll @LongRange(min = -2_208_988_800L, max = 250_000_000_000L) long second,
            @ForAll @IntRange(min = -840, max = 840) int offset) {
        OffsetDateTime moment =
                OffsetDateTime.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.ofTotalSeconds(offset * 60));
        if (moment.getYear() < 1900 || moment.getYear() > 9999) {
            return;
        }
        String text = moment.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx"));

        assertThat(FhirDate.parse(text))
                .isEqualTo(new FhirDate(
                        moment.getYear(),
                        moment.getMonthValue(),
                        moment.getDayOfMonth(),
                        moment.toLocalTime().toSecondOfDay() * 1000,
                        offset));
    }
}
