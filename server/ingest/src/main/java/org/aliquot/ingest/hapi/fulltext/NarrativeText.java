package org.aliquot.ingest.hapi.fulltext;

import ca.uhn.fhir.util.XmlUtil;
import java.util.List;
import javax.xml.stream.events.XMLEvent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;

/** The words of a narrative, as HAPI's DAO puts them into the index ({@code BaseHapiFhirDao#parseNarrativeTextIntoWords}). */
final class NarrativeText {
    private NarrativeText() {}

    static String of(Resource resource) {
        StringBuilder words = new StringBuilder();
        if (resource instanceof DomainResource narrated && narrated.getText().hasDiv()) {
            List<XMLEvent> events = XmlUtil.parse(narrated.getText().getDivAsString());
            for (XMLEvent event : events == null ? List.<XMLEvent>of() : events) {
                if (event.isCharacters()) {
                    words.append(event.asCharacters().getData()).append(' ');
                }
            }
        }
        return words.toString();
    }
}
