package org.aliquot.ig.build;

import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;

/** Writes on every definition what the guide says once: url, version, date, publisher. */
record Stamp(GuideInfo guide) {

    void on(MetadataResource definition) {
        definition.setUrl(guide.canonical() + "/" + definition.fhirType() + "/" + definition.getIdPart());
        definition.setVersion(guide.version());
        definition.setStatus(PublicationStatus.ACTIVE);
        definition.setExperimental(false);
        definition.getDateElement().setValueAsString(guide.date());
        definition.setPublisher(guide.author());
        if (definition instanceof StructureDefinition profile) {
            profile.setFhirVersion(FHIRVersion._4_0_1);
            profile.setAbstract(false);
            profile.setDerivation(TypeDerivationRule.CONSTRAINT);
            profile.getDifferential().getElement().stream()
                    .flatMap(element -> element.getConstraint().stream())
                    .forEach(constraint -> constraint.setSource(profile.getUrl()));
        }
    }
}
