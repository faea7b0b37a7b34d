package org.aliquot.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.mllp.MllpFraming;
import org.junit.jupiter.api.Test;

class DeviceSettingsTest {
    private final DeviceSettings settings = DeviceSettings.of(
            new InstrumentFamily("x", Protocol.ASTM, "X", List.of(), StandardCharsets.ISO_8859_1), ZoneOffset.UTC);

    @Test
    void theFamilysDefaultsApplyUntilChanged() {
        assertThat(settings)
                .isEqualTo(new DeviceSettings(
                        ZoneOffset.UTC,
                        StandardCharsets.ISO_8859_1,
                        HistogramPolicy.KEEP,
                        DecimalMark.POINT,
                        Optional.empty(),
                        Optional.empty(),
                        FrameNumbering.TOLERANT,
                        MllpFraming.OPTIONAL));
        assertThat(settings.with(HistogramPolicy.DROP).histograms()).isEqualTo(HistogramPolicy.DROP);
        assertThat(settings.with(DecimalMark.COMMA).decimalMark()).isEqualTo(DecimalMark.COMMA);
        assertThat(settings.with(Charset.forName("windows-1252")).charset()).isEqualTo(Charset.forName("windows-1252"));
    }

    @Test
    void aCharsetThatHidesControlCharactersIsRefused() {
        assertThatThrownBy(() -> settings.with(StandardCharsets.UTF_16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-16")
                .hasMessageContaining("expected");
    }

    @Test
    void aBrokenPatternIsRefusedAtOnce() {
        assertThatThrownBy(() -> settings.withControlSpecimens("QC-("))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("controlSpecimens");
    }
}
