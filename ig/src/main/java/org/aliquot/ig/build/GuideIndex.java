package org.aliquot.ig.build;

import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.ImplementationGuide;
import org.hl7.fhir.r4.model.ImplementationGuide.SPDXLicense;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** The guide's own description: the ImplementationGuide that lists every definition and example of the package. */
final class GuideIndex {
    private GuideIndex() {}

    static ImplementationGuide of(GuideSources sources) {
        GuideInfo info = sources.info();
        ImplementationGuide guide = new ImplementationGuide();
        guide.setId(info.packageId());
        guide.setUrl(info.canonical() + "/ImplementationGuide/" + info.packageId());
        guide.setVersion(info.version());
        guide.setName("AliquotLaboratory");
        guide.setTitle(info.title());
        guide.setStatus(PublicationStatus.ACTIVE);
        guide.setExperimental(false);
        guide.getDateElement().setValueAsString(info.date());
        guide.setPublisher(info.author());
        guide.setDescription(info.description());
        guide.setPackageId(info.packageId());
        guide.setLicense(SPDXLicense.fromCode(info.license()));
        guide.addFhirVersion(FHIRVersion._4_0_1);
        sources.definitions().values().forEach(definition -> list(guide, definition));
        sources.examples().values().forEach(example -> list(guide, example));
        return guide;
    }

    private static void list(ImplementationGuide guide, Resource resource) {
        var entry = guide.getDefinition().addResource();
        entry.setReference(new Reference(resource.fhirType() + "/" + resource.getIdPart()));
        if (resource instanceof MetadataResource definition) {
            entry.setName(definition.getTitle());
            entry.setDescription(definition.getDescription());
        } else {
            entry.setName(resource.getIdPart());
            entry.setExample(resource.getMeta().getProfile().get(0));
        }
    }
}
