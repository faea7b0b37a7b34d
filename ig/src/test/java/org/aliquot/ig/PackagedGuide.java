package org.aliquot.ig;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Resource;

/** The built package as a server sees it: loaded from the class path, no snapshot generator behind it, no network. */
final class PackagedGuide {
    static final String CLASSPATH = "org/aliquot/ig/package.tgz";
    static final FhirContext FHIR = FhirContext.forR4();
    private static final FhirValidator VALIDATOR = validator();

    private PackagedGuide() {}

    /** Everything the validator says. */
    static List<SingleValidationMessage> messages(Resource resource) {
        return VALIDATOR
                .validateWithResult(FHIR.newJsonParser().encodeResourceToString(resource))
                .getMessages();
    }

    /** What makes the resource invalid. */
    static List<String> errors(Resource resource) {
        return messages(resource).stream()
                .filter(message -> message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal())
                .map(message -> message.getLocationString() + ": " + message.getMessage())
                .toList();
    }

    private static FhirValidator validator() {
        NpmPackageValidationSupport guide = new NpmPackageValidationSupport(FHIR);
        try {
            guide.loadPackageFromClasspath("classpath:" + CLASSPATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UnknownCodeSystemWarningValidationSupport unknownSystems = new UnknownCodeSystemWarningValidationSupport(FHIR);
        // LOINC and SNOMED CT are licensed content that the guide does not carry.
        unknownSystems.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        ValidationSupportChain chain = new ValidationSupportChain(
                guide,
                new DefaultProfileValidationSupport(FHIR),
                new CommonCodeSystemsTerminologyService(FHIR),
                new InMemoryTerminologyServerValidationSupport(FHIR),
                unknownSystems);
        return FHIR.newValidator().registerValidatorModule(new FhirInstanceValidator(chain));
    }
}
