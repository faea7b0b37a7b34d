package org.aliquot.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.validation.JpaValidationSupportChain;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.List;
import org.aliquot.ingest.WritesUnderWay;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.r4.model.ImplementationGuide;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.NamingSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts Aliquot's implementation guide into the validator, and keeps its definitions readable over REST.
 *
 * <p>The validator takes them from the package, not from the database: whoever changes a profile
 * over REST changes what is shown, not what is enforced.
 */
@Configuration(proxyBeanMethods = false)
class GuideConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(GuideConfiguration.class);

    /** The guide's definitions, read once. */
    record Guide(List<MetadataResource> definitions) {
        /** For a chain of a validator. */
        IValidationSupport support(FhirContext context) {
            PrePopulatedValidationSupport support = new PrePopulatedValidationSupport(context);
            for (MetadataResource definition : definitions) {
                if (!(definition instanceof NamingSystem)) {
                    support.addResource(definition);
                }
            }
            return support;
        }
    }

    @Bean
    Guide guide(FhirContext context, JpaValidationSupportChain validation) {
        Guide guide = new Guide(GuidePackage.definitions(context));
        if (guide.definitions().isEmpty()) {
            LOG.warn("no implementation guide at {}: resources are validated against plain R4", GuidePackage.RESOURCE);
            return guide;
        }
        validation.addValidationSupport(0, guide.support(context));
        return guide;
    }

    /** Stores each definition; one that is stored already and unchanged keeps its version. */
    @Bean
    ApplicationRunner guidePublisher(Guide guide, DaoRegistry daos, WritesUnderWay writes) {
        return arguments -> {
            for (MetadataResource definition : guide.definitions()) {
                try (WritesUnderWay.Write write = writes.begin()) {
                    store(daos, definition);
                } catch (RuntimeException e) {
                    // Validation does not depend on it, and results must not wait for it.
                    LOG.error(
                            "{} {} of the implementation guide cannot be stored and is not readable over REST: {}",
                            definition.fhirType(),
                            definition.getUrl(),
                            e.getMessage());
                }
            }
        };
    }

    private static void store(DaoRegistry daos, MetadataResource definition) {
        @SuppressWarnings("unchecked") // a resource's own class names its DAO
        IFhirResourceDao<MetadataResource> dao =
                (IFhirResourceDao<MetadataResource>) daos.getResourceDao(definition.getClass());
        // A copy: the DAO writes meta into what it stores.
        MetadataResource copy = (MetadataResource) definition.copy();
        if (copy instanceof ImplementationGuide guide) {
            // Its examples are resources of invented patients: they stay out of the database.
            guide.getDefinition()
                    .getResource()
                    .removeIf(part -> !GuidePackage.isDefinition(
                            part.getReference().getReferenceElement().getResourceType()));
        }
        dao.update(copy, new SystemRequestDetails());
    }
}
