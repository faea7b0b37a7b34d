package org.aliquot.server.bulk.export.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders as they are kept with their jobs, and their formats as clients name them. */
class ExportOrderTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .build();

    @Test
    void anOrderOfBeforeThereWasAChoiceIsNdjson() throws Exception {
        ObjectNode kept = JSON.valueToTree(ExportOrder.NOTHING);
        assertThat(JSON.treeToValue(kept, ExportOrder.class)).isEqualTo(ExportOrder.NOTHING);
        kept.remove("format");
        assertThat(JSON.treeToValue(kept, ExportOrder.class).format()).isEqualTo(OutputFormat.NDJSON);
    }

    @ParameterizedTest
    @CsvSource({
        "application/fhir+ndjson, NDJSON",
        "application/fhir ndjson, NDJSON",
        "ndjson, NDJSON",
        "application/vnd.apache.parquet, PARQUET",
        "application/vnd.apache.parquet; layout=nested, PARQUET",
        "parquet, PARQUET",
        "application/vnd.apache.parquet;layout=flat, PARQUET_FLAT",
        "parquet-flat, PARQUET_FLAT"
    })
    void formatsHaveTheirNames(String name, OutputFormat format) {
        assertThat(OutputFormat.of(name)).contains(format);
    }

    @ParameterizedTest
    @CsvSource({"text/csv", "parquet;layout=round", "application/fhir+ndjson;layout=flat", "PARQUET_FLAT"})
    void anythingElseIsNone(String name) {
        assertThat(OutputFormat.of(name)).isEmpty();
    }
}
