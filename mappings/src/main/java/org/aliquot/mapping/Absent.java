package org.aliquot.mapping;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;

/** How FHIR says that something required is not known. */
final class Absent {
    private Absent() {}

    static Extension unknown() {
        return new Extension(Systems.HL7_ABSENT_EXTENSION, new CodeType("unknown"));
    }

    static Reference unknownReference() {
        Reference nobody = new Reference();
        nobody.addExtension(unknown());
        return nobody;
    }

    static CodeableConcept unknownConcept() {
        CodeableConcept nothing = new CodeableConcept();
        nothing.addExtension(unknown());
        return nothing;
    }
}
