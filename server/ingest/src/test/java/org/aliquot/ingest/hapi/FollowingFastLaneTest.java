package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.json.Reason;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.SearchParameter;
import org.junit.jupiter.api.Test;

class FollowingFastLaneTest {
    @Test
    void whatItLeavesIsCountedByReason() {
        FollowingFastLane lane = lane(HapiWorkbench.standard());

        assertThat(extract(lane, "{\"resourceType\":\"Patient\",\"birthDate\":\"1980-01-02\"}"))
                .isPresent();
        assertThat(extract(lane, """
                {"resourceType":"Patient","birthDate":"1980-01-02","_birthDate":{"id":"b"}}""")).isEmpty();
        assertThat(extract(lane, "{\"resourceType\":\"ValueSet\",\"status\":\"draft\"}"))
                .isEmpty();
        assertThat(lane.absences().orElseThrow().counts())
                .isEqualTo(Map.of(Reason.EXTENDED_PRIMITIVE, 1L, Reason.NOT_A_RESOURCE, 1L));
    }

    @Test
    void aSearchParameterOverAnExtensionIsFollowed() {
        HapiWorkbench workbench = HapiWorkbench.with(
                settings -> {},
                parameter(
                        "Observation",
                        "run",
                        SearchParamType.STRING,
                        "Observation.extension('http://aliquot.test/run').value.ofType(string)"));
        byte[] json = """
                {"resourceType":"Observation","status":"final","code":{"text":"K"},"extension":[{"url":"http://aliquot.test/run","valueString":"R7"},
                {"url":"http://aliquot.test/other","valueString":"x"}]}""".getBytes(StandardCharsets.UTF_8);

        ResourceRows rows = lane(workbench).rowsOf(json).orElseThrow();

        assertThat(rows.index()).contains(new IndexRow.Text("run", "R7", "R7"));
        FastLaneOracleTest.assertSame("an extension", rows, workbench.extractor(), json);
    }

    @Test
    void hapiIsAskedAboutAnExpressionThatIsNotCompiledAndAboutNothingElse() {
        HapiWorkbench workbench = HapiWorkbench.with(
                settings -> settings.setIndexMissingFields(StorageSettings.IndexEnabledEnum.ENABLED),
                parameter("Observation", "first-code", SearchParamType.TOKEN, "Observation.component.first().code"),
                parameter("Observation", "second-code", SearchParamType.TOKEN, "Observation.component.skip(1).code"),
                parameter(
                        "Observation", "first-performer", SearchParamType.REFERENCE, "Observation.performer.first()"));
        FollowingFastLane lane = lane(workbench);
        byte[] json = """
                {"resourceType":"Observation","status":"final","code":{"text":"K"},"subject":{"reference":"Patient/p"},
                "performer":[{"reference":"Practitioner/a"},{"reference":"Practitioner/b"}],
                "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},"valueInteger":4}]}""".getBytes(StandardCharsets.UTF_8);

        ResourceRows rows = lane.rowsOf(json).orElseThrow();

        assertThat(rows.index())
                .contains(
                        new IndexRow.Token("first-code", "http://loinc.org", "2823-3"),
                        new IndexRow.Absent("second-code", IndexRow.Kind.TOKEN),
                        new IndexRow.ReferencePresence("first-performer", true));
        FastLaneOracleTest.assertSame("not compiled", rows, workbench.extractor(), json);
        assertThat(extract(lane, "{\"resourceType\":\"Device\"}")).isPresent();
        assertThat(lane.helped()).isEqualTo(1);
        assertThat(lane.absences().orElseThrow().counts()).isEmpty();
        assertThat(lane.compilation().orElseThrow().notCompiled())
                .containsOnlyKeys("Observation.first-code", "Observation.second-code", "Observation.first-performer");
        assertThat(lane.compilation().orElseThrow().compiled()).isGreaterThan(1000);
    }

    @Test
    void whatHapiRefusesOfSuchAnExpressionIsLeftToItAsAWhole() {
        HapiWorkbench workbench = HapiWorkbench.with(
                settings -> {},
                parameter("Observation", "broken", SearchParamType.TOKEN, "Observation.component.single().code"));
        String two = """
                {"resourceType":"Observation","status":"final","code":{"text":"K"},
                "component":[{"code":{"text":"a"},"valueInteger":4},{"code":{"text":"b"},"valueInteger":4}]}""";
        FollowingFastLane lane = lane(workbench);

        assertThat(extract(lane, two)).isEmpty();
        assertThat(lane.absences().orElseThrow().counts()).containsOnlyKeys(Reason.NEEDS_FHIRPATH);
    }

    @Test
    void aTypeWithACombinationIsLeftAsAWhole() {
        SearchParameter combination = parameter("Patient", "born-and-gender", SearchParamType.COMPOSITE, "Patient");
        combination.addExtension("http://hapifhir.io/fhir/StructureDefinition/sp-unique", new BooleanType(true));
        combination
                .addComponent()
                .setDefinition("http://hl7.org/fhir/SearchParameter/individual-gender")
                .setExpression("Patient");
        combination
                .addComponent()
                .setDefinition("http://hl7.org/fhir/SearchParameter/individual-birthdate")
                .setExpression("Patient");
        HapiWorkbench workbench = HapiWorkbench.with(settings -> {}, combination);
        String patient = "{\"resourceType\":\"Patient\",\"gender\":\"female\",\"birthDate\":\"1980-01-02\"}";

        assertThat(extract(lane(workbench), patient)).isEmpty();
        assertThat(hapi(workbench, patient).index())
                .contains(
                        new IndexRow.UniqueCombo(
                                "SearchParameter/born-and-gender",
                                "Patient?birthdate=1980-01-02&gender=http%3A%2F%2Fhl7.org%2Ffhir%2Fadministrative-gender%7Cfemale"));
    }

    @Test
    void aSearchParameterThatIsAddedIsTakenUpSoon() {
        HapiWorkbench workbench = HapiWorkbench.standard();
        FollowingFastLane lane = lane(workbench);
        String device = "{\"resourceType\":\"Device\",\"lotNumber\":\"L-1\"}";
        IndexRow row = new IndexRow.Text("lot", "L-1", "L-1");
        assertThat(extract(lane, device).orElseThrow().index()).doesNotContain(row);

        workbench.add(parameter("Device", "lot", SearchParamType.STRING, "Device.lotNumber"));

        assertThat(lane)
                .satisfies(same -> await(
                        Duration.ofSeconds(10),
                        () -> extract(same, device).orElseThrow().index().contains(row)));
    }

    @Test
    void underASettingItDoesNotKnowItStaysClosed() {
        FollowingFastLane lane = lane(
                HapiWorkbench.with(settings -> settings.setTagStorageMode(StorageSettings.TagStorageModeEnum.INLINE)));

        assertThat(extract(lane, "{\"resourceType\":\"Device\"}")).isEmpty();
        assertThat(lane.obstacles()).containsExactly("tags inline");
        assertThat(lane.compilation()).isEmpty();
    }

    private static SearchParameter parameter(String base, String code, SearchParamType type, String expression) {
        SearchParameter parameter = new SearchParameter();
        parameter.setId("SearchParameter/" + code);
        parameter.setUrl("https://aliquot.test/SearchParameter/" + code);
        parameter.setStatus(PublicationStatus.ACTIVE);
        parameter.addBase(base);
        return parameter.setCode(code).setType(type).setExpression(expression);
    }

    private static FollowingFastLane lane(HapiWorkbench workbench) {
        return new FollowingFastLane(
                workbench.context(), workbench.settings(), workbench.registry(), workbench.extractor());
    }

    private static Optional<ResourceRows> extract(FollowingFastLane lane, String json) {
        return lane.rowsOf(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ResourceRows hapi(HapiWorkbench workbench, String json) {
        try {
            return workbench
                    .extractor()
                    .rowsOf(json.getBytes(StandardCharsets.UTF_8))
                    .orElseThrow();
        } catch (LineRefusedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("taken up in %s", atMost).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
