package org.aliquot.bench.micro;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.FullCheck;
import org.aliquot.ingest.validate.LineCheck;
import org.aliquot.ingest.validate.LocalValueSets;
import org.aliquot.ingest.validate.ProfileCheck;
import org.aliquot.ingest.validate.Structure;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * The levels of validation without a server.
 *
 * @param structure the check behind the fast lane; the fast lane's own is part of its reading
 */
record Levels(LineCheck structure, LineCheck profiles, LineCheck full) {
    static Levels make() {
        FhirContext context = FhirContext.forR4Cached();
        ValidationSupportChain support = support(context);
        return new Levels(
                new Structure(new Schema(context))::check,
                new ProfileCheck(context, definitions(support), new LocalValueSets(support)::codes),
                new FullCheck(context, new FhirInstanceValidator(support)));
    }

    private static List<StructureDefinition> definitions(ValidationSupportChain support) {
        return Objects.requireNonNull(support.fetchAllStructureDefinitions()).stream()
                .map(StructureDefinition.class::cast)
                .filter(definition -> definition.getUrl().startsWith("https://aliquot.org/"))
                .toList();
    }

    private static ValidationSupportChain support(FhirContext context) {
        NpmPackageValidationSupport guide = new NpmPackageValidationSupport(context);
        try {
            guide.loadPackageFromClasspath("classpath:org/aliquot/ig/package.tgz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UnknownCodeSystemWarningValidationSupport unknownSystems =
                new UnknownCodeSystemWarningValidationSupport(context);
        unknownSystems.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        return new ValidationSupportChain(
                guide,
                new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                unknownSystems);
    }
}
