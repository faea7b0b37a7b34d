package org.aliquot.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageIdTest {
    private static final InstrumentId BENCH_1 = new InstrumentId("sysmex-xn", "bench-1");
    private static final InstrumentId BENCH_2 = new InstrumentId("sysmex-xn", "bench-2");

    @Test
    void theSameTextFromTheSameDeviceIsTheSameMessage() {
        assertThat(MessageId.of(BENCH_1, "L|1|N".getBytes(US_ASCII)))
                .isEqualTo(MessageId.of(BENCH_1, "L|1|N".getBytes(US_ASCII)));
    }

    @Test
    void theSameTextFromAnotherDeviceIsAnotherMessage() {
        assertThat(MessageId.of(BENCH_1, "L|1|N".getBytes(US_ASCII)))
                .isNotEqualTo(MessageId.of(BENCH_2, "L|1|N".getBytes(US_ASCII)));
    }
}
