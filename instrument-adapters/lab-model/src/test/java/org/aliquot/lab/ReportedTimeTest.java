package org.aliquot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.aliquot.lab.ReportedTime.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedTimeTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2024,2024-01-01T00:00:00+01:00,YEAR",
        "202406,2024-06-01T00:00:00+02:00,MONTH",
        "20240627,2024-06-27T00:00:00+02:00,DAY",
        "2024062713,2024-06-27T13:00:00+02:00,MINUTE",
        "202406271354,2024-06-27T13:54:00+02:00,MINUTE",
        "20240627135407,2024-06-27T13:54:07+02:00,SECOND",
        "20240627135407.25,2024-06-27T13:54:07.250+02:00,MILLISECOND",
        "20240627135407-0500,2024-06-27T13:54:07-05:00,SECOND",
    })
    void aTimeIsReadNoMorePreciselyThanItWasSent(String text, OffsetDateTime at, Precision precision) {
        assertThat(ReportedTime.parse(text, BERLIN)).contains(new ReportedTime(at, precision));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2024-06-27", "20240230", "20240627250000", "19900804000000x", "20240627+9900", "1"})
    void whatIsNoTimeIsEmpty(String text) {
        assertThat(ReportedTime.parse(text, ZoneOffset.UTC)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024033102", "202403310230", "20240331020000", "20240331025959.9"})
    void anHourThatTheClocksSkipIsEmpty(String text) {
        assertThat(ReportedTime.parse(text, BERLIN)).isEmpty();
        assertThat(ReportedTime.parse(text + "+0100", BERLIN)).isPresent();
    }

    @Test
    void aDayWhoseMidnightTheClocksSkipIsADay() {
        assertThat(ReportedTime.parse("20240331", ZoneId.of("Asia/Beirut"))
                        .orElseThrow()
                        .precision())
                .isEqualTo(Precision.DAY);
    }

    @Test
    void anHourThatHappensTwiceIsTheEarlierOne() {
        assertThat(ReportedTime.parse("20241027023000", BERLIN).orElseThrow().at())
                .isEqualTo(OffsetDateTime.parse("2024-10-27T02:30:00+02:00"));
    }
}
