package org.aliquot.resource.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final OffsetDateTime EPOCH = OffsetDateTime.parse("1970-01-01T00:00:00Z");

    private static long micros(String text) {
        return Moments.micros(("x" + text).toCharArray(), 1, text.length());
    }

    @Property
    void aMomentIsWhatJavaSays(
            @ForAll @LongRange(min = -60_000_000_000L, max = 250_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -13 * 60, max = 14 * 60) int minutes) {
        OffsetDateTime time = Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.ofTotalSeconds(minutes * 60));
        // Java leaves out seconds that are zero; FHIR does not.
        String text = time.getSecond() == 0 && nano == 0
                ? time.toString().replaceFirst("(T..:..)", "$1:00")
                : time.toString();
        assertThat(micros(text))
                .as(text)
                .isEqualTo(ChronoUnit.MICROS.between(EPOCH, time.truncatedTo(ChronoUnit.MICROS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-01-31",
                "2026-01-31T08:30Z",
                "2026-01-31T08:30:00",
                "2026-01-31T08:30:00.Z",
                "2026-01-31T08:30:00+1:00",
                "2026-01-31T08:30:00+15:00",
                "2026-01-31T08:30:00 01:00",
                "2026-01-31T08:30:60Z",
                "2026-01-31T24:00:00Z",
                "2026-02-29T08:30:00Z",
                "2026-13-01T08:30:00Z",
                "0000-01-01T08:30:00Z",
                "२०२६-01-31T08:30:00Z"
            })
    void whatIsLessThanAMomentOrNoneIsNone(String text) {
        assertThat(micros(text)).isEqualTo(Moments.NONE);
    }
}
