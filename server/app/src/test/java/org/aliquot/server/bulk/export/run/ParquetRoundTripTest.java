package org.aliquot.server.bulk.export.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aliquot.resource.parquet.Layout;
import org.aliquot.resource.parquet.ResourceFile;
import org.aliquot.resource.parquet.ResourceRows;
import org.aliquot.resource.parquet.ResourceTable;
import org.aliquot.server.oracle.corpus.SpecificationExamples;
import org.aliquot.server.oracle.corpus.Step;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is lost and nothing changed: of each row the resource is told again, member by member and digit by digit. */
class ParquetRoundTripTest {
    private static final ResourceElements ELEMENTS = new ResourceElements(FhirContext.forR4Cached());

    /** Two files' worth, so that rows of several groups are read. */
    private static final int ROWS_OF_A_GROUP = 50;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyExampleOfTheSpecificationIsToldAgain(Layout layout) throws Exception {
        Map<String, List<String>> examples = new TreeMap<>();
        for (Step step : SpecificationExamples.steps(type -> true)) {
            if (step instanceof Step.Store store) {
                store.lines().forEach(line -> {
                    String json = new String(line.json(), UTF_8);
                    String type = ReadBack.tree(json).path("resourceType").asText();
                    examples.computeIfAbsent(type, missing -> new ArrayList<>()).add(json);
                });
            }
        }
        assertThat(examples).hasSizeGreaterThan(120);
        for (Map.Entry<String, List<String>> type : examples.entrySet()) {
            assertToldAgain(type.getKey(), layout, type.getValue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void digitsComparatorsTextsAndWhatIsNoFhirAreToldAgain(Layout layout) throws Exception {
        assertToldAgain("Observation", layout, List.of("""
                {"resourceType":"Observation","id":"a","status":"final","valueQuantity":{"value":0.10,"comparator":"<","unit":"µg/L"}}""", """
                {"resourceType":"Observation","id":"b","valueQuantity":{"value":-1.5E-7},"component":[{"valueQuantity":{"value":1E400}},\
                {"valueInteger":-0},{"valueQuantity":{"value":123456789012345678901234567890.123456789012345}}]}""", """
                {"resourceType":"Observation","id":"c","valueString":"𝄞 \\u0000 \\"quoted\\" \\ud83d\\ude00 \\n 检验","note":[{"text":"half \\ud83d"}]}""", """
                {"resourceType":"Observation","id":"d","effectiveDateTime":"2026-01","_effectiveDateTime":{"id":"e","extension":[{"url":"u"}]},\
                "issued":"2026-01-31T08:30:00.123456789+14:00"}""", """
                {"resourceType":"Observation","id":"e","category":[{"coding":[{"code":"x","_code":{"id":"1"}},{},{"id":"2"}]},\
                {"extension":[{"url":"u","valueDecimal":1.0}]}],"contained":[{"resourceType":"Patient","name":[{"given":["A",null],\
                "_given":[null,{"id":"g"}]}]}],"subject":{"identifier":{"system":"s","value":"v"}}}""", """
                {"resourceType":"Observation","id":"f","status":7,"code":"text","category":{"text":"no list"},"interpretation":["H",null,[1]],\
                "valueBoolean":"true","valueInteger":1.0,"focus":[],"unheard":{"of":[1.50]},"__rest":1,"method":null,"referenceRange":\
                [{"low":{"value":"1"}},{"low":{"value":1.000}},null]}"""));
    }

    @ParameterizedTest
    @EnumSource
    void valuesOfAllKindsAreToldAgain(Layout layout) throws Exception {
        assertToldAgain(
                "Patient",
                layout,
                List.of(
                        "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":2147483647,\"photo\":[{\"data\":\"aGk=\",\"size\":3}]}",
                        "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":2147483648,\"photo\":[{\"data\":\"aGk\",\"size\":-3}]}",
                        "{\"resourceType\":\"Patient\",\"multipleBirthBoolean\":false,\"photo\":[{\"data\":\"a G k =\"}]}",
                        "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"\",\"é\"]},{\"period\":{\"start\":\"2026-02-30T25:00:00Z\"}}]}"));
        assertToldAgain(
                "Questionnaire",
                layout,
                List.of(
                        "{\"resourceType\":\"Questionnaire\",\"item\":[{\"linkId\":\"1\",\"item\":[{\"linkId\":\"1.1\"}]},{\"linkId\":\"2\"}]}"));
    }

    private void assertToldAgain(String type, Layout layout, List<String> resources) throws Exception {
        ResourceTable table = ResourceTable.of(type, ELEMENTS.of(type), layout);
        Path path = folder.resolve(type + "-" + layout + ".parquet");
        try (ResourceFile file = new ResourceFile(path, table)) {
            ResourceRows rows = new ResourceRows(table);
            for (String resource : resources) {
                byte[] json = resource.getBytes(UTF_8);
                rows.add(json, json.length);
                if (rows.rows() == ROWS_OF_A_GROUP) {
                    rows.writeTo(file);
                }
            }
            rows.writeTo(file);
            file.finish();
        }
        assertThat(ResourceFile.rowsOf(path)).isEqualTo(resources.size());
        List<JsonNode> told = ReadBack.resources(path, ELEMENTS.of(type), layout);
        assertThat(told).hasSameSizeAs(resources);
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).as(resources.get(i)).isEqualTo(ReadBack.tree(resources.get(i)));
        }
    }
}
