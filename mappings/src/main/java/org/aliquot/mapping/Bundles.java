package org.aliquot.mapping;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;

/** Mapped resources in one piece. */
public final class Bundles {
    private Bundles() {}

    /**
     * A Bundle of type collection whose references resolve inside it. Its time stamp is the message's: the same message
     * gives the same Bundle.
     */
    public static Bundle collection(Mapped mapped) {
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.COLLECTION);
        for (Resource resource : mapped.resources()) {
            bundle.addEntry()
                    .setFullUrl(Systems.BASE + "/" + resource.fhirType() + "/"
                            + resource.getIdElement().getIdPart())
                    .setResource(resource);
            if (resource instanceof Observation result
                    && result.getIssuedElement().hasValue()) {
                bundle.setTimestampElement(result.getIssuedElement().copy());
            } else if (resource instanceof Provenance provenance
                    && provenance.getRecordedElement().hasValue()
                    && !bundle.hasTimestamp()) {
                bundle.setTimestampElement(provenance.getRecordedElement().copy());
            }
        }
        return bundle;
    }
}
