package org.aliquot.server.bulk.export.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.util.List;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.junit.jupiter.api.Test;

class ElementChoiceTest {
    private static String cut(String type, String resource, String... asked) throws IOException {
        JsonLine line = new JsonLine();
        line.writeBytes(resource.getBytes(UTF_8));
        JsonLine kept = new ElementChoice(FhirContext.forR4Cached(), List.of(asked)).of(type, line);
        return new String(kept.bytes(), 0, kept.size(), UTF_8);
    }

    @Test
    void whatChangesTheMeaningOfTheRestStays() throws IOException {
        String order = "{\"resourceType\":\"ServiceRequest\",\"implicitRules\":\"urn:r\","
                + "\"modifierExtension\":[{\"url\":\"urn:x\",\"valueBoolean\":true}],\"status\":\"active\",\"intent\":\"order\","
                + "\"doNotPerform\":true,\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/1\"}";
        assertThat(cut("ServiceRequest", order + ",\"note\":[{\"text\":\"n\"}]}", "code"))
                .isEqualTo(order + "}");
        String dead =
                "{\"resourceType\":\"Patient\",\"active\":false,\"_deceasedBoolean\":{\"id\":\"d\"},\"deceasedBoolean\":true,"
                        + "\"link\":[{\"other\":{\"reference\":\"Patient/2\"},\"type\":\"replaced-by\"}]";
        assertThat(cut("Patient", dead + ",\"gender\":\"male\"}", "Patient.name"))
                .isEqualTo(dead + "}");
    }

    @Test
    void aReportThatHoldsItsWholeDocumentIsCutLikeOthers() throws IOException {
        // Longer than the parser takes by itself.
        String report = "{\"resourceType\":\"DiagnosticReport\",\"presentedForm\":[{\"data\":\""
                + "A".repeat(21_000_000) + "\"}],\"conclusion\":\"none\"}";
        assertThat(cut("DiagnosticReport", report, "conclusion"))
                .isEqualTo("{\"resourceType\":\"DiagnosticReport\",\"conclusion\":\"none\"}");
    }
}
