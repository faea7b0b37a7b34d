package org.aliquot.ingest.hapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.LinkRow;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HapiRowExtractorTest {
    private static final HapiRowExtractor EXTRACTOR = HapiWorkbench.standard().extractor();

    @Test
    void theTextHasNeitherIdNorMetaAndKeepsTheDigits() throws Exception {
        ResourceRows rows = rows("""
                {"resourceType":"Observation","id":"k1","meta":{"source":"urn:lis:7#run","profile":["http://a.test/p"],
                "tag":[{"system":"http://a.test/t","code":"x","display":"X"}]},"valueQuantity":{"value":5.40,"unit":"mmol/L"},
                "status":"final"}""");

        assertThat(rows.type()).isEqualTo("Observation");
        assertThat(rows.id()).isEqualTo("k1");
        assertThat(rows.text())
                .isEqualTo(
                        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"valueQuantity\":{\"value\":5.40,\"unit\":\"mmol/L\"}}");
        assertThat(rows.source()).isEqualTo("urn:lis:7");
        assertThat(rows.tags())
                .containsExactlyInAnyOrder(
                        new Tag(Tag.Kind.TAG, "http://a.test/t", "x", "X", null, null),
                        new Tag(Tag.Kind.PROFILE, Tag.PROFILE_SYSTEM, "http://a.test/p", null, null, null));
    }

    @Test
    void metaStaysInTheTextWhereItHasExtensions() throws Exception {
        ResourceRows rows = rows("""
                {"resourceType":"Observation","id":"k1","meta":{"extension":[{"url":"http://a.test/e","valueString":"v"}],
                "versionId":"3","source":"urn:lis:7","profile":["http://a.test/p"]},"status":"final"}""");

        assertThat(rows.text())
                .isEqualTo("{\"resourceType\":\"Observation\",\"meta\":{\"extension\":[{\"url\":\"http://a.test/e\","
                        + "\"valueString\":\"v\"}]},\"status\":\"final\"}");
    }

    @Test
    void everyReferenceOfAPathBecomesALinkOfItsOwn() throws Exception {
        ResourceRows rows = rows("""
                {"resourceType":"DiagnosticReport","status":"final","subject":{"reference":"Patient/p"},
                "result":[{"reference":"Observation/a"},{"reference":"Observation/b"}]}""");

        assertThat(rows.id()).isNull();
        assertThat(rows.links())
                .contains(
                        new LinkRow("DiagnosticReport.result", new LinkRow.Local("Observation", "a", null)),
                        new LinkRow("DiagnosticReport.result", new LinkRow.Local("Observation", "b", null)),
                        new LinkRow(
                                "DiagnosticReport.subject.where(resolve() is Patient)",
                                new LinkRow.Local("Patient", "p", null)));
    }

    @Test
    void tokensStandInFullWhateverTheTableHolds() throws Exception {
        String value = "v".repeat(300);

        assertThat(rows("{\"resourceType\":\"Device\",\"identifier\":[{\"value\":\"" + value + "\"}]}")
                        .index())
                .contains(new IndexRow.Token("identifier", null, value));
    }

    @Test
    void conditionalReferencesAreLeftToTheDao() throws Exception {
        assertThat(extract("""
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient?identifier=1"}}""")).isEmpty();
    }

    @Test
    void typesWhoseStoringIsMoreThanRowsAreLeftToTheDao() throws Exception {
        for (String type : DaoOnlyTypes.all()) {
            assertThat(extract("{\"resourceType\":\"" + type + "\"}")).as(type).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'resourceType':'Observation','jane':'roe'} ~ unknown element 'jane'",
                "{'resourceType':'Observation','status':'roe'} ~ element 'status' has a value its type does not allow",
                "{'resourceType':'Observation','effectiveDateTime':'roe'} ~ element 'effectiveDateTime' has a value",
                "{'resourceType':'Observation','status':'final','valueString':''} ~ element 'valueString' has a value",
                "{'resourceType':'Observation','code':'roe'} ~ element 'code' is string, expected object",
                "{'resourceType':'Roe'} ~ resourceType is not the name",
                "{'resourceType':'observation'} ~ resourceType is not the name",
                "{'status':'final'} ~ no resourceType",
                "{'resourceType':'Observation' ~ not well-formed JSON",
                "[] ~ no JSON object",
                "roe ~ no JSON object",
                "{'resourceType':'Observation','id':'a b'} ~ id must be",
                "{'resourceType':'Observation','subject':{'reference':'roe'}} ~ names no resource type",
                "{'resourceType':'Observation','subject':{'reference':'Organization/roe'}} ~ a type that is not allowed there",
                "{'resourceType':'Observation','subject':{'reference':'http://roe.test/fhir/Patient/1'}} ~ another server",
                "{'resourceType':'QuestionnaireResponse','questionnaire':'Questionnaire/roe|2'} ~ names an id that no resource",
                "{'resourceType':'QuestionnaireResponse','questionnaire':'Questionnaire/roe#2'} ~ names an id that no resource",
                "{'resourceType':'Observation','subject':{'reference':'Patient/jane_roe'}} ~ names an id that no resource can",
                "{'resourceType':'Observation','subject':{'reference':'#roe'}} ~ a contained resource that is not there",
                "{'resourceType':'Observation','valueString':'a\\u0000roe'} ~ U+0000",
                "{'resourceType':'Observation','valueString':'a\\ud800roe'} ~ half a surrogate pair",
            })
    void refusalsNameThePlaceAndQuoteNoValue(String line, String reason) {
        assertThatThrownBy(() -> extract(line.replace('\'', '"')))
                .isInstanceOf(LineRefusedException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContainIgnoringCase("roe");
    }

    @Test
    void brokenUtf8IsRefused() {
        byte[] line = "{\"resourceType\":\"Observation\",\"valueString\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        line[line.length - 3] = (byte) 0xc3;

        assertThatThrownBy(() -> EXTRACTOR.rowsOf(line))
                .isInstanceOf(LineRefusedException.class)
                .hasMessage("not UTF-8");
    }

    private static ResourceRows rows(String json) throws LineRefusedException {
        return extract(json).orElseThrow();
    }

    private static Optional<ResourceRows> extract(String json) throws LineRefusedException {
        return EXTRACTOR.rowsOf(json.getBytes(StandardCharsets.UTF_8));
    }
}
