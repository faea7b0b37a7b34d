package org.aliquot.mapping;

import java.util.List;
import java.util.Optional;
import org.aliquot.lab.ReportedTime;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;

/**
 * Under whom and what results are filed: a patient's specimen, or a control.
 *
 * @param owner the accession number or control id, or what stands for it; part of each result's key
 * @param panelProfile of an Observation that has members
 * @param blood false where the material is known to be another: terms for blood are not its
 * @param collectedAt when the material was taken, for results whose time nobody says
 */
record Filing(
        String owner,
        String profile,
        String panelProfile,
        CodeableConcept category,
        Reference subject,
        Reference specimen,
        Reference device,
        List<Reference> basedOn,
        Optional<Reference> encounter,
        boolean blood,
        Optional<ReportedTime> collectedAt) {

    /** The same under another owner. */
    Filing ownedBy(String other) {
        return new Filing(
                other,
                profile,
                panelProfile,
                category,
                subject,
                specimen,
                device,
                basedOn,
                encounter,
                blood,
                collectedAt);
    }
}
