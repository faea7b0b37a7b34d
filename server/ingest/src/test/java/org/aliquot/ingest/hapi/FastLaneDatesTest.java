package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.fast.FastRowExtractor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A date without a time lasts from midnight to midnight where the server stands, whatever that zone has done to its clocks. */
class FastLaneDatesTest {
    private static final HapiWorkbench WORKBENCH = HapiWorkbench.standard();
    private static final HapiRowExtractor ORACLE = WORKBENCH.extractor();
    private static final FastRowExtractor FAST = FastLaneOracleTest.fast(WORKBENCH);

    private final TimeZone before = TimeZone.getDefault();

    @AfterEach
    void putTheZoneBack() {
        TimeZone.setDefault(before);
    }

    // Midnights that never were (São Paulo, Cairo), a day that never was (Apia), half hours, war time.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/Sao_Paulo",
                "Africa/Cairo",
                "Pacific/Apia",
                "Asia/Kolkata",
                "Australia/Lord_Howe",
                "America/New_York"
            })
    void datesAreThoseOfHapi(String zone) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Random random = new Random(zone.hashCode());
        for (int i = 0; i < 250; i++) {
            compare(date(random));
        }
        for (String changed :
                List.of("2018-11-04", "2011-12-30", "2011-12", "2023-04-28", "2026-03-29", "1918-03-31")) {
            compare(changed);
        }
    }

    private static void compare(String date) {
        byte[] json =
                ("{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"period\":{\"start\":\""
                                + date + "\",\"end\":\"" + date + "\"}}")
                        .getBytes(StandardCharsets.UTF_8);
        ResourceRows rows = FAST.rowsOf(json).orElseThrow();

        assertThat(rows.index()).isNotEmpty();
        FastLaneOracleTest.assertSame(date, rows, ORACLE, json);
    }

    private static String date(Random random) {
        int year = 1900 + random.nextInt(200);
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf(year);
            case 1 -> "%d-%02d".formatted(year, 1 + random.nextInt(12));
            case 2 ->
                "%d-%02d-%02dT%02d:%02d:%02d%s"
                        .formatted(
                                year,
                                1 + random.nextInt(12),
                                1 + random.nextInt(28),
                                random.nextInt(24),
                                random.nextInt(60),
                                random.nextInt(60),
                                random.nextBoolean() ? "Z" : "-03:30");
            default -> "%d-%02d-%02d".formatted(year, 1 + random.nextInt(12), 1 + random.nextInt(28));
        };
    }
}
