package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.json.Reason;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.SearchParameter;
import org.junit.jupiter.api.Test;

class ServerRowExtractorTest {
    @Test
    void whatTheFastLaneLeavesGoesHapisWayAndIsCounted() throws Exception {
        ServerRowExtractor extractor = extractor(HapiWorkbench.standard());

        assertThat(extract(extractor, """
                {"resourceType":"Patient","birthDate":"1980-01-02","_birthDate":{"id":"b"}}""")).isPresent();
        assertThat(extract(extractor, "{\"resourceType\":\"Patient\",\"birthDate\":\"1980-01-02\"}"))
                .isPresent();
        assertThat(extractor.leftByFastLane()).isEqualTo(Map.of(Reason.EXTENDED_PRIMITIVE, 1L));
    }

    @Test
    void conformanceResourcesAreLeftToTheDaoByBoth() throws Exception {
        assertThat(extract(extractor(HapiWorkbench.standard()), "{\"resourceType\":\"ValueSet\",\"status\":\"draft\"}"))
                .isEmpty();
    }

    @Test
    void aSearchParameterOfOursIsFollowedByTheFastLane() throws Exception {
        HapiWorkbench workbench = HapiWorkbench.with(
                settings -> {},
                parameter(
                        "run",
                        SearchParamType.STRING,
                        "Observation.extension('http://aliquot.test/run').value.ofType(string)"));
        ServerRowExtractor extractor = extractor(workbench);
        byte[] json = """
                {"resourceType":"Observation","status":"final","extension":[{"url":"http://aliquot.test/run","valueString":"R7"},
                {"url":"http://aliquot.test/other","valueString":"x"}]}""".getBytes(StandardCharsets.UTF_8);

        ResourceRows rows = extractor.rowsOf(json).orElseThrow();

        assertThat(rows.index()).contains(new IndexRow.Text("run", "R7", "R7"));
        assertThat(extractor.leftByFastLane()).isEmpty();
        FastLaneOracleTest.assertSame("ours", rows, workbench.extractor(), json);
    }

    @Test
    void anExpressionThatIsNotCompiledSendsItsTypeHapisWayAndIsNamed() throws Exception {
        ServerRowExtractor extractor = extractor(HapiWorkbench.with(
                settings -> {}, parameter("first-code", SearchParamType.TOKEN, "Observation.component.first().code")));

        assertThat(extract(extractor, "{\"resourceType\":\"Observation\",\"status\":\"final\"}"))
                .isPresent();
        assertThat(extractor.notCompiled()).containsOnlyKeys("Observation.first-code");
        assertThat(extractor.leftByFastLane()).containsOnlyKeys(Reason.NEEDS_FHIRPATH);
    }

    @Test
    void refreshingTakesUpWhatTheRegistryLearnt() throws Exception {
        HapiWorkbench workbench = HapiWorkbench.standard();
        ServerRowExtractor extractor = extractor(workbench);
        String json = "{\"resourceType\":\"Device\",\"lotNumber\":\"L-1\"}";

        workbench.add(parameterOf("Device", "lot", SearchParamType.STRING, "Device.lotNumber"));
        extractor.refresh();

        assertThat(extract(extractor, json).orElseThrow().index()).contains(new IndexRow.Text("lot", "L-1", "L-1"));
        assertThat(extractor.leftByFastLane()).isEmpty();
    }

    @Test
    void underASettingItDoesNotKnowTheFastLaneStaysClosed() throws Exception {
        ServerRowExtractor extractor = extractor(
                HapiWorkbench.with(settings -> settings.setTagStorageMode(StorageSettings.TagStorageModeEnum.INLINE)));

        assertThat(extractor.obstacles()).containsExactly("tags inline");
        assertThat(extract(extractor, "{\"resourceType\":\"Device\"}")).isPresent();
    }

    private static SearchParameter parameter(String code, SearchParamType type, String expression) {
        return parameterOf("Observation", code, type, expression);
    }

    private static SearchParameter parameterOf(String base, String code, SearchParamType type, String expression) {
        SearchParameter parameter = new SearchParameter();
        parameter.setId("SearchParameter/" + code);
        parameter.setUrl("https://aliquot.test/SearchParameter/" + code);
        parameter.setStatus(PublicationStatus.ACTIVE);
        parameter.addBase(base);
        return parameter.setCode(code).setType(type).setExpression(expression);
    }

    private static ServerRowExtractor extractor(HapiWorkbench workbench) {
        return new ServerRowExtractor(
                workbench.context(), workbench.settings(), workbench.registry(), workbench.extraction());
    }

    private static Optional<ResourceRows> extract(ServerRowExtractor extractor, String json)
            throws LineRefusedException {
        return extractor.rowsOf(json.getBytes(StandardCharsets.UTF_8));
    }
}
