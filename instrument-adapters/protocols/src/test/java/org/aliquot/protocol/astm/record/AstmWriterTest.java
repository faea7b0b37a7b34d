package org.aliquot.protocol.astm.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AstmWriterTest {
    @Test
    void recordsAreWrittenInOrderEachEndedByCr() {
        String text = new AstmWriter(AstmDelimiters.USUAL)
                .header()
                .field(5, "LIS")
                .field(13, "LIS2-A2")
                .end()
                .record('O')
                .field(2, "1")
                .field(3, "S-1")
                .repeats(5, List.of(List.of("", "", "", "WBC"), List.of("", "", "", "RBC")))
                .end()
                .record('L')
                .field(2, "1")
                .field(3, "N")
                .end()
                .text();
        assertThat(text).isEqualTo("H|\\^&|||LIS||||||||LIS2-A2\rO|1|S-1||^^^WBC\\^^^RBC\rL|1|N\r");
    }

    @Test
    void delimitersInDataAreEscaped() {
        String text = new AstmWriter(AstmDelimiters.USUAL)
                .record('C')
                .field(4, "a|b^c\\d&e\rf")
                .end()
                .text();
        assertThat(text).isEqualTo("C|||a&F&b&S&c&R&d&E&e&X0D&f\r");
    }

    @Property(tries = 500)
    void whatIsWrittenReadsBackEqual(
            @ForAll("delimiters") AstmDelimiters delimiters,
            @ForAll("data") String field,
            @ForAll @Size(min = 2, max = 4) List<@Size(min = 2, max = 4) List<@From("data") String>> repeats) {
        byte[] bytes = new AstmWriter(delimiters)
                .header()
                .field(5, field)
                .end()
                .record('R')
                .field(2, "1")
                .field(4, field)
                .repeats(6, repeats)
                .end()
                .record('L')
                .end()
                .bytes(StandardCharsets.UTF_8);
        AstmConversation read = AstmTranscripts.read(bytes, StandardCharsets.UTF_8);
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages()).hasSize(1);
        AstmMessage message = read.messages().get(0);
        assertThat(message.complete()).isTrue();
        assertThat(message.text()).isEqualTo(bytes);
        assertThat(message.records().get(0).field(5)).isEqualTo(field);
        assertThat(message.records().get(1).field(4)).isEqualTo(field);
        assertThat(message.records().get(1).repeats(6)).isEqualTo(repeats);
    }

    @Provide
    Arbitrary<AstmDelimiters> delimiters() {
        return Arbitraries.of(
                AstmDelimiters.USUAL, new AstmDelimiters('|', '@', '^', '\\'), new AstmDelimiters('!', '~', '$', '%'));
    }

    @Provide
    Arbitrary<String> data() {
        return Arbitraries.strings()
                .withChars("|\\^&@~!$%FSREHNXL019 \r\n\u0003µŽ€")
                .ofMaxLength(20);
    }
}
