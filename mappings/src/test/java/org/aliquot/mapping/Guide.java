package org.aliquot.mapping;

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
import org.hl7.fhir.instance.model.api.IBaseResource;

/** FHIR R4 and the project's own guide as validators, without a network. */
final class Guide {
    static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final FhirValidator VALIDATOR = validator();

    private Guide() {}

    /** What makes the resource invalid, by base R4 or by a profile it names. */
    static List<String> errors(IBaseResource resource) {
        return VALIDATOR.validateWithResult(json(resource)).getMessages().stream()
                .filter(message -> message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal())
                .map(message -> resource.fhirType() + " " + message.getLocationString() + ": " + message.getMessage())
                .toList();
    }

    static String json(IBaseResource resource) {
        return FHIR.newJsonParser().setPrettyPrint(true).encodeResourceToString(resource);
    }

    private static FhirValidator validator() {
        NpmPackageValidationSupport guide = new NpmPackageValidationSupport(FHIR);
        try {
            guide.loadPackageFromClasspath("classpath:org/aliquot/ig/package.tgz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UnknownCodeSystemWarningValidationSupport unknownSystems = new UnknownCodeSystemWarningValidationSupport(FHIR);
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
