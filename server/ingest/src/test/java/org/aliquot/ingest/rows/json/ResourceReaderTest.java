package org.aliquot.ingest.rows.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceReaderTest {
    private static final ResourceReader READER = new ResourceReader(new Schema(FhirContext.forR4Cached()));

    @Test
    void theTextHasTheOrderOfTheDefinitionAndTheDigitsThatCame() throws Exception {
        assertThat(text("""
                {"valueQuantity":{"unit":"mmol/L","value":4.10},"id":"k","meta":{"versionId":"7"},"status":"final",
                 "resourceType":"Observation","code":{"text":"K"},"note":[{"text":"a \\"b\\" \\\\ c\\td"}]}"""))
                .isEqualTo(
                        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"K\"},\"valueQuantity\":{\"value\":4.10,\"unit\":\"mmol/L\"},"
                                + "\"note\":[{\"text\":\"a \\\"b\\\" \\\\ c\\td\"}]}");
    }

    @Test
    void extensionsHaveTheOrderHapiGivesThem() throws Exception {
        assertThat(text("""
                {"resourceType":"Device","extension":[{"extension":[{"valueCode":"a","url":"u"}],"url":"http://a.test","id":"e"}]}"""))
                .isEqualTo("{\"resourceType\":\"Device\",\"extension\":[{\"id\":\"e\",\"url\":\"http://a.test\","
                        + "\"extension\":[{\"url\":\"u\",\"valueCode\":\"a\"}]}]}");
    }

    @Test
    void aNarrativeIsWrittenAsHapiWouldWriteItAgain() throws Exception {
        assertThat(text("""
                {"resourceType":"Device","text":{"status":"generated","div":"<div><p class='x'>K &amp; Na<br></br></p></div>"}}"""))
                .isEqualTo(
                        "{\"resourceType\":\"Device\",\"text\":{\"status\":\"generated\","
                                + "\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p class=\\\"x\\\">K &amp; Na<br/></p></div>\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "[] ~ NOT_JSON",
                "{'resourceType':'Device'}x ~ NOT_JSON",
                "{'resourceType':'Device' ~ NOT_JSON",
                "{'resourceType':'Roe'} ~ NOT_A_RESOURCE",
                "{'status':'active'} ~ NOT_A_RESOURCE",
                "{'resourceType':'Device','id':'a b'} ~ BAD_ID",
                "{'resourceType':'Device','roe':1} ~ UNKNOWN_ELEMENT",
                "{'resourceType':'Device','patientResource':{'reference':'Patient/1'}} ~ UNKNOWN_ELEMENT",
                "{'resourceType':'Device','_status':{'id':'x'}} ~ EXTENDED_PRIMITIVE",
                "{'resourceType':'Device','contained':[]} ~ CONTAINED",
                "{'resourceType':'Device','status':'active','status':'active'} ~ REPEATED",
                "{'resourceType':'Observation','valueString':'a','valueBoolean':true} ~ REPEATED",
                "{'resourceType':'Device','resourceType':'Device'} ~ REPEATED",
                "{'id':'x','resourceType':'Device','resourceType':'Device'} ~ REPEATED",
                "{'resourceType':'Device','extension':[{'url':'u','valueMeta':{'tag':[{'display':'x'}]}}]} ~ ODD_VALUE",
                "{'resourceType':'Observation','valueTime':'08:12'} ~ ODD_DATE",
                "{'resourceType':'Observation','status':'final'} ~ INCOMPLETE",
                "{'resourceType':'Patient','link':[{'type':'refer'}]} ~ INCOMPLETE",
                "{'resourceType':'Patient','telecom':[{'rank':0}]} ~ ODD_VALUE",
                "{'resourceType':'Device','status':['active']} ~ WRONG_SHAPE",
                "{'resourceType':'Device','note':{'text':'x'}} ~ WRONG_SHAPE",
                "{'resourceType':'Device','status':1} ~ WRONG_SHAPE",
                "{'resourceType':'Observation','valueInteger':'1'} ~ WRONG_SHAPE",
                "{'resourceType':'Device','note':[]} ~ EMPTY",
                "{'resourceType':'Device','safety':[{}]} ~ EMPTY",
                "{'resourceType':'Device','lotNumber':' '} ~ EMPTY",
                "{'resourceType':'Device','type':{'id':'x'}} ~ EMPTY",
                "{'resourceType':'Observation','valueInteger':-0} ~ ODD_VALUE",
                "{'resourceType':'Observation','valueInteger':2147483648} ~ ODD_VALUE",
                "{'resourceType':'Observation','valueQuantity':{'value':1e3}} ~ ODD_VALUE",
                "{'resourceType':'Observation','valueQuantity':{'value':-0.0}} ~ ODD_VALUE",
                "{'resourceType':'Device','url':' http://a.test'} ~ ODD_VALUE",
                "{'resourceType':'Device','extension':[{'url':'u'}]} ~ ODD_VALUE",
                "{'resourceType':'Device','lotNumber':'a\\u0000b'} ~ ODD_CHARACTER",
                "{'resourceType':'Device','lotNumber':'a\\ud800b'} ~ ODD_CHARACTER",
                "{'resourceType':'Device','status':'roe'} ~ ODD_CODE",
                "{'resourceType':'Device','manufactureDate':'2026-02-30'} ~ ODD_DATE",
                "{'resourceType':'Patient','birthDate':'2026-02-03T00:00:00Z'} ~ ODD_DATE",
                "{'resourceType':'Device','text':{'status':'generated','div':'<div><b>'}} ~ ODD_NARRATIVE",
                "{'resourceType':'Device','patient':{'reference':'Organization/1'}} ~ ODD_REFERENCE",
                "{'resourceType':'Device','patient':{'reference':'http://a.test/Patient/1'}} ~ ODD_REFERENCE",
                "{'resourceType':'Device','patient':{'reference':'Patient?identifier=1'}} ~ ODD_REFERENCE",
            })
    void whatIsNotPlainIsLeftForAReason(String json, Reason reason) {
        assertThatThrownBy(() -> text(json.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        NotUnderstoodException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void depthIsBounded() {
        String nested = "{\"url\":\"u\",\"extension\":[".repeat(60) + "]}".repeat(60);

        assertThatThrownBy(() -> text("{\"resourceType\":\"Device\",\"extension\":[" + nested + "]}"))
                .isInstanceOfSatisfying(
                        NotUnderstoodException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_DEEP));
    }

    @Test
    void bytesThatAreNoUtf8AreLeft() {
        byte[] surrogateAsThreeBytes =
                "{\"resourceType\":\"Device\",\"lotNumber\":\"???\"}".getBytes(StandardCharsets.UTF_8);
        int at = surrogateAsThreeBytes.length - 5;
        surrogateAsThreeBytes[at] = (byte) 0xed;
        surrogateAsThreeBytes[at + 1] = (byte) 0xa0;
        surrogateAsThreeBytes[at + 2] = (byte) 0x80;

        assertThatThrownBy(() -> READER.read(surrogateAsThreeBytes))
                .isInstanceOfSatisfying(
                        NotUnderstoodException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_JSON));
    }

    private static String text(String json) throws NotUnderstoodException {
        return CanonicalText.of(READER.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
