package org.aliquot.ingest.rows.json;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.primitive.XhtmlDt;
import org.hl7.fhir.instance.model.api.IBaseXhtml;

/** The XHTML of a narrative as HAPI writes it after having read it: by HAPI's own types, as its parser uses them. */
final class Narratives {
    private Narratives() {}

    static String normalized(FhirContext context, String div) throws NotUnderstoodException {
        try {
            // ParserState.XhtmlStateHl7Org
            XhtmlDt read = new XhtmlDt();
            read.setValueAsString(div);
            IBaseXhtml stored =
                    (IBaseXhtml) context.getElementDefinition("xhtml").newInstance();
            stored.setValueAsString(read.getValueAsString());
            String written = stored.getValueAsString();
            Primitives.require(written != null && !written.isBlank() && !stored.isEmpty(), Reason.ODD_NARRATIVE);
            Characters.OTHER.check(written);
            return written;
        } catch (RuntimeException e) {
            // Its XML parser throws several kinds; what they mean is the other extractor's to say.
            throw NotUnderstoodException.because(Reason.ODD_NARRATIVE);
        }
    }
}
