package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import org.aliquot.lab.InstrumentId;
import org.junit.jupiter.api.Test;

class InstrumentsTest {
    private final Instruments instruments = Instruments.installed();

    @Test
    void theStableKeysAreThere() {
        assertThat(instruments.keys()).contains("mindray-bc", "sysmex-xn").isSorted();
        assertThat(instruments.require("sysmex-xn").protocol()).isEqualTo(Protocol.ASTM);
        assertThat(instruments.families()).allSatisfy(family -> {
            assertThat(family.title()).isNotBlank();
            assertThat(family.models()).isNotEmpty();
        });
    }

    @Test
    void anUnknownKeyIsAnsweredWithTheKnownOnes() {
        assertThat(instruments.find("sysmex-nx")).isEmpty();
        assertThatThrownBy(() -> instruments.reader(
                        new InstrumentId("sysmex-nx", "bench-2"),
                        DeviceSettings.of(instruments.require("sysmex-xn"), ZoneOffset.UTC)))
                .isInstanceOf(UnknownInstrumentException.class)
                .hasMessageContaining("sysmex-nx")
                .hasMessageContaining("sysmex-xn");
    }
}
