package org.aliquot.view.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.RowSink;
import org.aliquot.view.View;
import org.aliquot.view.ViewRunException;
import org.junit.jupiter.api.Test;

class RowWritersTest {
    private static final String VIEW = """
            {"resource": "Observation", "select": [{"column": [
              {"name": "id", "path": "id", "type": "id"},
              {"name": "value", "path": "value.ofType(Quantity).value", "type": "decimal"},
              {"name": "text", "path": "value.ofType(string)", "type": "string"},
              {"name": "flags", "path": "interpretation.coding.code", "type": "code", "collection": true},
              {"name": "range", "path": "referenceRange.first().low", "type": "Quantity"},
              {"name": "is_final", "path": "status = 'final'", "type": "boolean"}
            ]}]}
            """;

    private static String written(TextFormat format, String... resources)
            throws IOException, InvalidViewException, ViewRunException {
        View view = View.of(VIEW.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SharedOutput output = new TextOutput(format, view.columns(), out)) {
            RowSink rows = output.share();
            for (String resource : resources) {
                view.run(resource.getBytes(StandardCharsets.UTF_8), rows);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final String WHOLE = """
            {"resourceType": "Observation", "id": "a", "status": "final", "valueQuantity": {"value": 8.10},
             "interpretation": [{"coding": [{"code": "H"}, {"code": "A"}]}], "referenceRange": [{"low": {"value": 0.50, "unit": "g"}}]}
            """;
    private static final String TEXT = """
            {"resourceType": "Observation", "id": "b", "valueString": "=1+1, said \\"he\\"\\nand Zoë"}
            """;
    private static final String SMALL = """
            {"resourceType": "Observation", "id": "c", "valueQuantity": {"value": 0.0000000150}}
            """;

    @Test
    void linesHoldEveryColumnAndDecimalsTheirDigits() throws Exception {
        assertThat(written(TextFormat.NDJSON, WHOLE, TEXT, SMALL)).isEqualTo("""
                        {"id":"a","value":8.10,"text":null,"flags":["H","A"],"range":{"value":0.50,"unit":"g"},"is_final":true}
                        {"id":"b","value":null,"text":"=1+1, said \\"he\\"\\nand Zoë","flags":[],"range":null,"is_final":null}
                        {"id":"c","value":0.0000000150,"text":null,"flags":[],"range":null,"is_final":null}
                        """);
    }

    @Test
    void anArrayIsOneDocumentWithoutRowsToo() throws Exception {
        assertThat(written(TextFormat.JSON)).isEqualTo("[]");
        assertThat(written(TextFormat.JSON, SMALL, SMALL))
                .isEqualTo(
                        "[{\"id\":\"c\",\"value\":0.0000000150,\"text\":null,\"flags\":[],\"range\":null,\"is_final\":null},"
                                + "{\"id\":\"c\",\"value\":0.0000000150,\"text\":null,\"flags\":[],\"range\":null,\"is_final\":null}]");
    }

    @Test
    void csvHasAHeaderQuotesAndCrlfAndLeavesFormulasAsTheyAre() throws Exception {
        assertThat(written(TextFormat.CSV, WHOLE, TEXT, SMALL)).isEqualTo("""
                        id,value,text,flags,range,is_final\r
                        a,8.10,,"[""H"",""A""]","{""value"":0.50,""unit"":""g""}",true\r
                        b,,"=1+1, said ""he""\nand Zoë",[],,\r
                        c,0.0000000150,,[],,\r
                        """);
    }

    @Test
    void recordsOfCsvHaveNoHeader() throws Exception {
        assertThat(written(TextFormat.CSV_RECORDS, SMALL)).isEqualTo("c,0.0000000150,,[],,\r\n");
    }

    @Test
    void writersLeaveTheirStreamOpen() throws Exception {
        boolean[] isClosed = new boolean[1];
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                isClosed[0] = true;
            }
        };
        View view = View.of(VIEW.getBytes(StandardCharsets.UTF_8));
        new TextOutput(TextFormat.JSON, view.columns(), out).close();
        new TextOutput(TextFormat.CSV, view.columns(), out).close();
        assertThat(isClosed[0]).isFalse();
    }
}
