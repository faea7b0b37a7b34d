package org.aliquot.protocol.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aliquot.protocol.Wire;
import org.junit.jupiter.api.Test;

/** Base64 in an OBX of type ED that is wrapped as mail wraps it, by CR LF. */
class WrappedDataTest {
    private static final String START = "MSH|^~\\&|A<CR>OBR|1<CR>";

    private static Hl7Conversation read(String readable) {
        return Hl7Reader.read(Wire.bytes(readable), StandardCharsets.UTF_8);
    }

    @Test
    void wrappedDataIsOneField() {
        Hl7Conversation read = read(START
                + "OBX|2|ED|X||^Image^BMP^Base64^Qk0m<CR><LF><CR><LF>AAAA<CR><LF>AA==<CR><LF>||||||F<CR>"
                + "OBX|3|ED|X||^Image^BMP^Base64^Qk0m<CR>AA==||||||F<CR>NTE|1||end<CR>");
        assertThat(read.faults()).isEmpty();
        List<Hl7Segment> obx = read.messages().get(0).segments("OBX").toList();
        assertThat(obx.get(0).component(5, 5)).isEqualTo("Qk0m\nAAAA\nAA==\n");
        assertThat(obx.get(0).field(11)).isEqualTo("F");
        assertThat(obx.get(1).component(5, 5)).isEqualTo("Qk0m\nAA==");
        assertThat(read.messages().get(0).segments("NTE")).hasSize(1);
    }

    @Test
    void linesThatAreNoDataAreStillReported() {
        for (String broken : List.of(
                "OBX|2|ED|X||^Image^BMP^Base64^Qk0m||||||F<CR><LF>AAAA<CR>",
                "OBX|2|TX|X||line one<CR><LF>AAAA<CR>",
                "OBX|2|ED|X||^Image^BMP^Base64^Qk0m<CR><LF>no data<CR>")) {
            assertThat(read(START + broken).faults())
                    .as(broken)
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.kind()).isEqualTo(Hl7Fault.Kind.MALFORMED_SEGMENT));
        }
    }

    @Test
    void dataOfManyLinesTakesLittleTime() {
        Hl7Conversation read =
                read(START + "OBX|2|ED|X||^A^B^Base64^" + "AAAA<CR><LF>".repeat(300_000) + "||||||F<CR>");
        assertThat(read.faults()).isEmpty();
        assertThat(read.messages().get(0).segments("OBX")).hasSize(1);
    }
}
