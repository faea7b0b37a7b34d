package org.aliquot.server.bulk.export.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.util.List;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.junit.jupiter.api.Test;

class ElementChoiceTest {
    @Test
    void aReportThatHoldsItsWholeDocumentIsCutLikeOthers() throws IOException {
        JsonLine line = new JsonLine();
        // Longer than the parser takes by itself.
        line.writeBytes(("{\"resourceType\":\"DiagnosticReport\",\"presentedForm\":[{\"data\":\""
                        + "A".repeat(21_000_000) + "\"}],\"conclusion\":\"none\"}")
                .getBytes(UTF_8));
        JsonLine kept =
                new ElementChoice(FhirContext.forR4Cached(), List.of("conclusion")).of("DiagnosticReport", line);
        assertThat(new String(kept.bytes(), 0, kept.size(), UTF_8))
                .isEqualTo("{\"resourceType\":\"DiagnosticReport\",\"conclusion\":\"none\"}");
    }
}
