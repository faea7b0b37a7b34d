package org.aliquot.ingest.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CopyBufferTest {
    private static final int HEADER = 19;

    @Property
    void aTextIsItsUtf8OrRefused(@ForAll String text) {
        boolean storable = text.indexOf(0) < 0 && new String(text.getBytes(UTF_8), UTF_8).equals(text);
        if (!storable) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CopyBuffer(16).row(1).text(text));
            return;
        }
        ByteBuffer field = field(new CopyBuffer(16).row(1).text(text));
        byte[] bytes = new byte[field.getInt()];
        field.get(bytes);
        assertThat(bytes).isEqualTo(text.getBytes(UTF_8));
        assertThat(field.hasRemaining()).isFalse();
    }

    @Property
    void numbersAreBigEndianWithTheirLength(@ForAll long big, @ForAll int integer, @ForAll short small) {
        ByteBuffer fields =
                field(new CopyBuffer(16).row(3).bigint(big).integer(integer).smallint(small));
        assertThat(fields.getInt()).isEqualTo(8);
        assertThat(fields.getLong()).isEqualTo(big);
        assertThat(fields.getInt()).isEqualTo(4);
        assertThat(fields.getInt()).isEqualTo(integer);
        assertThat(fields.getInt()).isEqualTo(2);
        assertThat(fields.getShort()).isEqualTo(small);
    }

    @Test
    void timestampsCountMicrosecondsFromTheYear2000() {
        assertThat(field(new CopyBuffer(16).row(1).timestamp(946_684_800_001L)).getLong(4))
                .isEqualTo(1_000L);
    }

    @Test
    void nothingIsALengthOfMinusOne() {
        assertThat(field(new CopyBuffer(16).row(1).text(null)).getInt()).isEqualTo(-1);
    }

    @Test
    void aClearedBufferIsAsNew() {
        CopyBuffer buffer = new CopyBuffer(16).row(1).bigint(1L);
        buffer.clear();
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.size()).isEqualTo(HEADER);
    }

    private static ByteBuffer field(CopyBuffer buffer) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer.bytes(), HEADER, buffer.size() - HEADER);
        bytes.getShort();
        return bytes.slice();
    }
}
