package org.aliquot.protocol.astm.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.aliquot.protocol.Wire;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {
    @Test
    void theChecksumIsTheSumFromTheNumberThroughTheEnd() {
        // 31 + 41 + 0D + 03 = 82
        assertThat(Wire.readable(FrameEncoder.frame(1, Wire.bytes("A<CR>"), true)))
                .isEqualTo("<STX>1A<CR><ETX>82<CR><LF>");
        // 30 + 17 = 47
        assertThat(Wire.readable(FrameEncoder.frame(0, new byte[0], false))).isEqualTo("<STX>0<ETB>47<CR><LF>");
    }

    @Test
    void aChecksumBelowSixteenHasTwoDigits() {
        // 31 + CC + 03 = 100 → 00
        byte[] frame = FrameEncoder.frame(1, new byte[] {(byte) 0xCC}, true);
        assertThat(frame[4]).isEqualTo((byte) '0');
        assertThat(frame[5]).isEqualTo((byte) '0');
    }

    @Test
    void aFrameOfTwoHundredFortyCharactersHasTwoHundredFortySevenInAll() {
        assertThat(FrameEncoder.frame(1, new byte[FrameEncoder.E1381_TEXT], true))
                .hasSize(247);
        assertThat(FrameEncoder.frame(1, new byte[FrameEncoder.LIS01_TCP_TEXT], true))
                .hasSize(64_000);
    }

    @Test
    void numbersOutsideZeroToSevenAreRefused() {
        assertThatThrownBy(() -> FrameEncoder.frame(8, new byte[0], true)).hasMessageContaining("expected 0 to 7");
    }

    @Property(tries = 200)
    void piecesJoinToTheTextAndNoneIsTooLong(@ForAll byte[] text, @ForAll @IntRange(min = 1, max = 300) int maxText) {
        List<byte[]> pieces = FrameEncoder.split(text, maxText);
        assertThat(pieces).isNotEmpty().allMatch(p -> p.length <= maxText);
        assertThat(Wire.join(pieces)).isEqualTo(text);
    }
}
