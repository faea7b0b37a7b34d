package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A megabyte of anything is read in seconds. */
class NoiseTest {
    private static final int SIZE = 1_000_000;

    private static void readInTime(String key, String pattern) {
        byte[] bytes = pattern.repeat(SIZE / pattern.length()).getBytes(StandardCharsets.ISO_8859_1);
        Reading reading = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Samples.read(key, bytes));
        assertThat(reading.messages().size() + reading.strays().size()).isPositive();
    }

    @Test
    void manySmallMessagesWithAFaultEach() {
        readInTime("sysmex-xn", "H|\\^&\rx\rL|1\r");
        readInTime("mindray-bc", "\u000bMSH|^~\\&|\rx\r\u001c\r");
    }

    @Test
    void endlessRecordsFieldsAndComponents() {
        readInTime("sysmex-xn", "R|1|^^^^WBC^1|");
        readInTime("sysmex-xn", "^\\&|");
        readInTime("mindray-bc", "OBX|1|NM|");
        byte[] wide = ("H|\\^&\rP|1\rO|1||^^1\rR|1|^^^^WBC|" + "-".repeat(SIZE) + "|" + "^".repeat(SIZE) + "|\rL|1\r")
                .getBytes(StandardCharsets.US_ASCII);
        Reading reading = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Samples.read("sysmex-xn", wide));
        assertThat(reading.reports()).hasSize(1);
    }
}
