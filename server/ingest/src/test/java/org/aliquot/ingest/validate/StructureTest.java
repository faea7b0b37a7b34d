package org.aliquot.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.json.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructureTest {
    private static final Structure STRUCTURE = new Structure(new Schema(FhirContext.forR4Cached()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'resourceType':'Observation','code':{'text':'K'}} ~ required Observation.status",
                "{'resourceType':'Observation','status':'final','code':{}} ~ required Observation.code",
                "{'resourceType':'Observation','status':null,'code':{'text':'K'}} ~ required Observation.status",
                "{'resourceType':'DiagnosticReport'} ~ required DiagnosticReport.status, required DiagnosticReport.code",
                "{'resourceType':'Observation','status':'final','code':{'text':'K'},'component':[{'code':{'text':'a'}},{'valueInteger':1}]} ~ required Observation.component[1].code",
                "{'resourceType':'Patient','link':[{}]} ~ required Patient.link[0].other, required Patient.link[0].type",
                "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Group'}}]} ~ required Bundle.entry[0].resource.type, required Bundle.entry[0].resource.actual, required Bundle.type",
                "{'resourceType':'Patient','contained':[{'resourceType':'Observation','id':'o','status':'final'}]} ~ required Patient.contained[0].code",
                "{'resourceType':'Patient','extension':[{'valueString':'x'}]} ~ required Patient.extension[0].url",
                "{'resourceType':'Patient','_active':{'extension':[{'valueString':'x'}]}} ~ required Patient.active.extension[0].url",
                "{'resourceType':'MedicationAdministration','status':'completed','subject':{'reference':'Patient/1'},'effectiveDateTime':'2026'} ~ required MedicationAdministration.medication[x]",
                "{'resourceType':'Patient','text':{'status':'generated'}} ~ required Patient.text.div",
                "{'resourceType':'Observation','status':'roe','code':{'text':'K'}} ~ code-invalid Observation.status",
                "{'resourceType':'Observation','status':['final'],'code':{'text':'K'}} ~ structure Observation.status",
                "{'resourceType':'Observation','status':'final','code':[{'text':'K'}]} ~ structure Observation.code",
                "{'resourceType':'Patient','name':{'family':'x'}} ~ structure Patient.name",
                "{'resourceType':'Patient','name':[{'given':'x'}]} ~ structure Patient.name[0].given",
                "{'resourceType':'Patient','active':'true'} ~ structure Patient.active",
                "{'resourceType':'Patient','multipleBirthInteger':1.5} ~ structure Patient.multipleBirthInteger",
                "{'resourceType':'Patient','multipleBirthInteger':1,'multipleBirthBoolean':true} ~ structure Patient.multipleBirthBoolean",
                "{'resourceType':'Patient','nickname':'x'} ~ structure Patient.nickname",
                "{'resourceType':'Patient','Jane Roe':'x'} ~ structure Patient.…",
                "{'resourceType':'Patient','_name':{'id':'x'}} ~ structure Patient._name",
                "{'resourceType':'Patient','contained':[{'resourceType':'Roe'}]} ~ structure Patient.contained[0].resourceType",
                "{'resourceType':'Patient','telecom':[{'rank':0}]} ~ value Patient.telecom[0].rank",
                "{'resourceType':'Patient','language':'de  CH'} ~ value Patient.language",
                "{'resourceType':'Patient','implicitRules':'a b'} ~ value Patient.implicitRules",
                "{'resourceType':'Patient','birthDate':'1970-1-1'} ~ value Patient.birthDate",
                "{'resourceType':'Patient','birthDate':'1970-02-30'} ~ value Patient.birthDate",
                "{'resourceType':'Patient','birthDate':'1970-01-01T10:00:00Z'} ~ value Patient.birthDate",
                "{'resourceType':'Patient','deceasedDateTime':'2026-04-17T08:12:00'} ~ value Patient.deceasedDateTime",
                "{'resourceType':'Patient','deceasedDateTime':'2026-04-17T08:12Z'} ~ value Patient.deceasedDateTime",
                "{'resourceType':'Patient','meta':{'lastUpdated':'2026-04-17'}} ~ value Patient.meta.lastUpdated",
                "{'resourceType':'Patient','photo':[{'data':'bm8='},{'data':'no'}]} ~ value Patient.photo[1].data",
                "{'resourceType':'Observation','status':'final','code':{'text':'K'},'valueTime':'8:12:00'} ~ value Observation.valueTime",
                "{'resourceType':'Patient','extension':[{'url':'u','valueOid':'1.2.3'}]} ~ value Patient.extension[0].valueOid",
                "{'resourceType':'Patient','extension':[{'url':'u','valueUuid':'urn:uuid:1'}]} ~ value Patient.extension[0].valueUuid",
                "{'resourceType':'Patient','fhir_comments':['x']} ~ structure Patient.…",
                // What is there by its extensions alone, and what need not be there.
                "{'resourceType':'Observation','_status':{'extension':[{'url':'u','valueCode':'unknown'}]},'code':{'text':'K'}} ~ ``",
                "{'resourceType':'Specimen'} ~ ``",
                "{'resourceType':'Patient','birthDate':'0987-02-28','deceasedDateTime':'2026-04-17T08:12:00.5-11:30','photo':[{'data':'bm8 ='}]} ~ ``",
                "{'resourceType':'MedicationAdministration','status':'completed','subject':{'reference':'Patient/1'},'_effectiveDateTime':{'extension':[{'url':'u','valueCode':'unknown'}]},'medicationReference':{'display':'x'}} ~ ``",
                "{'resourceType':'Patient','name':[{'given':['a',null],'_given':[null,{'id':'x'}]}]} ~ ``",
                // HAPI's placeholder of what was missing.
                "{'resourceType':'Observation','extension':[{'url':'http://hapifhir.io/fhir/StructureDefinition/resource-placeholder','valueBoolean':true}]} ~ ``",
            })
    void saysWhatIsWrongAndWhere(String json, String expected) throws LineRefusedException {
        assertThat(faults(json).stream()
                        .map(fault -> fault.kind().code() + " " + fault.path())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(expected);
    }

    @Test
    void noFaultQuotesAValue() throws LineRefusedException {
        String json = "{'resourceType':'Patient','gender':'Jane Roe','active':'Jane Roe','Roe':1,'birthDate':17,"
                + "'name':'Jane Roe','language':'Jane  Roe','contact':[{'gender':['Roe']}]}";

        assertThat(faults(json)).hasSize(7).noneMatch(fault -> fault.toString().contains("Roe"));
    }

    @Test
    void aLineWithManyFaultsListsTwentyAndSaysSo() throws LineRefusedException {
        String links = Stream.generate(() -> "{'id':'x'}").limit(50).collect(Collectors.joining(","));

        List<Fault> faults = faults("{'resourceType':'Patient','link':[" + links + "]}");

        assertThat(faults).hasSize(Fault.MOST);
        assertThat(faults.get(Fault.MOST - 1).text()).contains("more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'resourceType':'Observation','valueQuantity':{'value':5,'unit':'mg','value':6}} ~ valueQuantity.value ~ is given twice",
                "{'resourceType':'Patient','name':[{'family':'a'},{'family':'b','family':'Roe'}]} ~ name[1].family ~ is given twice",
                "{'resourceType':'Patient','id':'a','Jane Roe':1,'Jane Roe':2} ~ … ~ is given twice",
                "{'resourceType':'Observation','valueInteger':#} ~ valueInteger ~ number of more than 1000 characters",
                "{'resourceType':'Observation','valueQuantity':{'value':1.#}} ~ valueQuantity.value ~ number of more than 1000 characters",
            })
    void whatCannotBeReadIsNamedWithItsPlace(String json, String path, String text) {
        String whole = json.replace("#", "1".repeat(5_000));

        assertThatThrownBy(() -> faults(whole))
                .isInstanceOfSatisfying(
                        LineRefusedException.class,
                        refused -> assertThat(refused.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.path()).isEqualTo(path);
                            assertThat(fault.text()).contains(text, "at byte").doesNotContain("Roe");
                        }));
    }

    @Test
    void whatIsTooDeepOrHasTooLongANameSaysSo() {
        assertThatThrownBy(() -> faults("{'resourceType':'Patient','extension':" + "[{'extension':".repeat(1_000)))
                .hasMessageStartingWith("extension[0].extension[0].")
                .hasMessageContaining("is nested more than 1000 levels deep at byte")
                .message()
                .hasSizeLessThan(300);
        assertThatThrownBy(() -> faults("{'resourceType':'Patient','" + "n".repeat(60_000) + "':1}"))
                .hasMessageContaining("has a name too long to be read at byte")
                .message()
                .hasSizeLessThan(300);
    }

    private static List<Fault> faults(String json) throws LineRefusedException {
        return STRUCTURE.faults(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
