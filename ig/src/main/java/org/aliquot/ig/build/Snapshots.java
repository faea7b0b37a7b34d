package org.aliquot.ig.build;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** Fills in what a profile takes over from its base, so that a reader of the package needs no generator. */
final class Snapshots {
    private final FhirContext fhir;

    Snapshots(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** Replaces every profile among the definitions by one with its snapshot. */
    void addTo(SortedMap<String, MetadataResource> definitions) {
        PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(fhir);
        definitions.values().forEach(ours::addResource);
        ValidationSupportChain chain = new ValidationSupportChain(
                ours,
                new DefaultProfileValidationSupport(fhir),
                new CommonCodeSystemsTerminologyService(fhir),
                new InMemoryTerminologyServerValidationSupport(fhir),
                new SnapshotGeneratingValidationSupport(fhir));
        definitions.replaceAll((key, definition) ->
                definition instanceof StructureDefinition profile ? generated(chain, profile) : definition);
    }

    private static StructureDefinition generated(ValidationSupportChain chain, StructureDefinition profile) {
        StructureDefinition whole;
        try {
            whole = (StructureDefinition) chain.generateSnapshot(
                    new ValidationSupportContext(chain), profile.copy(), profile.getUrl(), null, profile.getName());
        } catch (BaseServerResponseException e) {
            throw new GuideException(profile.getUrl() + ": no snapshot: " + rootMessage(e), e);
        }
        if (whole == null || !whole.getSnapshot().hasElement()) {
            throw new GuideException(profile.getUrl() + ": no snapshot; is its base " + profile.getBaseDefinition()
                    + " in R4 or in this guide?");
        }
        // The generator passes over what it cannot place, a misspelt element for one.
        Set<String> placed = whole.getSnapshot().getElement().stream()
                .map(ElementDefinition::getId)
                .collect(Collectors.toSet());
        for (ElementDefinition element : profile.getDifferential().getElement()) {
            if (!placed.contains(element.getId())) {
                throw new GuideException(profile.getUrl() + ": " + element.getId() + " is not in the snapshot; does "
                        + profile.getBaseDefinition() + " have it, and do the elements stand in its order?");
            }
        }
        return whole;
    }

    // HAPI wraps what the generator found in "Failed to generate snapshot".
    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
