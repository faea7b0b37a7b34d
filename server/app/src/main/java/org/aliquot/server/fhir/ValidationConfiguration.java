package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.validation.JpaValidationSupportChain;
import java.util.List;
import org.aliquot.ingest.validate.FullCheck;
import org.aliquot.ingest.validate.LineChecks;
import org.aliquot.ingest.validate.LocalValueSets;
import org.aliquot.ingest.validate.ProfileCheck;
import org.aliquot.server.fhir.GuideConfiguration.Guide;
import org.aliquot.server.settings.IngestProperties;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What lines of a load are held to, by level. */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ValidationConfiguration.class);

    /**
     * With the definitions that {@code $validate} has, and without its look at the database: what a reference points at may
     * come later in the load, and is the store's affair.
     *
     * @param guide asked for because the chain has it only then
     */
    @Bean
    LineChecks lineChecks(
            FhirContext context, JpaValidationSupportChain validation, Guide guide, IngestProperties settings) {
        return new LineChecks(
                profiles(context, guide),
                new FullCheck(context, new FhirInstanceValidator(validation)),
                settings.validation());
    }

    // Their value sets come from the guide and from R4 itself: what is compiled at a start is the same at each.
    private static ProfileCheck profiles(FhirContext context, Guide guide) {
        IValidationSupport local = new ValidationSupportChain(
                guide.support(context),
                context.getValidationSupport(),
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context));
        List<StructureDefinition> definitions = guide.definitions().stream()
                .filter(StructureDefinition.class::isInstance)
                .map(StructureDefinition.class::cast)
                .toList();
        ProfileCheck profiles = new ProfileCheck(context, definitions, new LocalValueSets(local)::codes);
        LOG.info("{} profiles are compiled for ingest", profiles.size());
        profiles.notCompiled()
                .forEach((url, parts) -> LOG.info("Of profile {} not compiled: {}", url, String.join("; ", parts)));
        return profiles;
    }
}
