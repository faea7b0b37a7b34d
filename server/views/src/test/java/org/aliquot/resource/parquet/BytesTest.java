package org.aliquot.resource.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Property
    void textIsUtf8OrRefused(@ForAll String text) {
        Bytes bytes = new Bytes();
        bytes.add('<');
        char[] units = (">" + text).toCharArray();
        boolean isText = UTF_8.newEncoder().canEncode(text);
        assertThat(bytes.addText(units, 1, text.length())).isEqualTo(isText);
        assertThat(Arrays.copyOf(bytes.array(), bytes.size()))
                .isEqualTo(isText ? ("<" + text).getBytes(UTF_8) : new byte[] {'<'});
    }

    @Test
    void itGrows() {
        Bytes bytes = new Bytes();
        for (int i = 0; i < 100_000; i++) {
            bytes.addLong(i);
        }
        assertThat(bytes.size()).isEqualTo(800_000);
        assertThat(bytes.array()[8 * 77 + 7]).isEqualTo((byte) 77);
    }
}
