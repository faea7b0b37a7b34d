package org.aliquot.view.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes are those of the whole text through Java's own encoder, wherever a value falls in the buffer. */
class CsvRowsTest {
    @Property
    void bytesAreThoseOfJavasEncoder(@ForAll("rows") List<List<String>> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder expected = new StringBuilder();
        try (CsvRows csv = new CsvRows(bytes)) {
            for (List<String> row : rows) {
                csv.row(row.toArray());
                expected.append(String.join(
                                ",",
                                row.stream()
                                        .map(value -> value.matches("(?s)|[ ].*|.*[ ]|.*[,\"\r\n].*")
                                                ? '"' + value.replace("\"", "\"\"") + '"'
                                                : value)
                                        .toList()))
                        .append("\r\n");
            }
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }

    @Provide
    Arbitrary<List<List<String>>> rows() {
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of("<0.01", "µmol/L", "10⁹/L", "", " ", "a,b", "\"", "x\r\ny", "😀", "5,\"µ\""),
                Arbitraries.integers().between(8_180, 8_200).map("5"::repeat),
                Arbitraries.integers().between(4_000, 17_000).map(length -> "5".repeat(length) + "µ"),
                Arbitraries.integers().between(0, 50).map("ab"::repeat));
        return values.list().ofMinSize(1).ofMaxSize(6).list().ofMaxSize(30);
    }
}
