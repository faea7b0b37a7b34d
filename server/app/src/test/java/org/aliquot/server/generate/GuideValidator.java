package org.aliquot.server.generate;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/** FHIR R4 and the project's guide, without a network. Code systems that are not here are not asked for. */
final class GuideValidator {
    private final ValidationSupportChain support = chain();
    private final FhirValidator validator =
            FhirContext.forR4Cached().newValidator().registerValidatorModule(new FhirInstanceValidator(support));

    ValidationSupportChain support() {
        return support;
    }

    /** Errors that the guide's own rules make. */
    List<String> guideErrors(String json) {
        return validator.validateWithResult(json).getMessages().stream()
                .filter(message -> message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal()
                        && message.getMessage().contains("aliquot"))
                .map(message -> message.getLocationString() + ": " + message.getMessage())
                .toList();
    }

    /** What makes the resource invalid; our own profiles' warnings too, since generated data has no excuse. */
    List<String> errors(String json) {
        return validator.validateWithResult(json).getMessages().stream()
                .filter(message -> message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal()
                        || message.getMessage().contains("aliquot-"))
                .map(message -> message.getLocationString() + ": " + message.getMessage() + "\n  in " + json)
                .toList();
    }

    private static ValidationSupportChain chain() {
        FhirContext fhir = FhirContext.forR4Cached();
        NpmPackageValidationSupport guide = new NpmPackageValidationSupport(fhir);
        try {
            guide.loadPackageFromClasspath("classpath:org/aliquot/ig/package.tgz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UnknownCodeSystemWarningValidationSupport unknownSystems = new UnknownCodeSystemWarningValidationSupport(fhir);
        unknownSystems.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        return new ValidationSupportChain(
                guide,
                new DefaultProfileValidationSupport(fhir),
                new CommonCodeSystemsTerminologyService(fhir),
                new InMemoryTerminologyServerValidationSupport(fhir),
                unknownSystems);
    }
}
