package org.aliquot.ingest.validate;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.IValidatorModule;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.Objects;
import org.aliquot.ingest.LineRefusedException;

/**
 * HAPI's validator (FHIR R4 validation.html): every profile a resource claims, every binding and invariant. Errors refuse the
 * line, warnings do not. Some milliseconds of processor time a resource. Thread-safe.
 */
public final class FullCheck implements LineCheck {
    private final FhirValidator validator;

    /** @param module an instance validator with the profiles and code systems that count */
    public FullCheck(FhirContext context, IValidatorModule module) {
        this.validator = Objects.requireNonNull(context, "context")
                .newValidator()
                .registerValidatorModule(Objects.requireNonNull(module, "module"));
    }

    @Override
    public void check(byte[] json) throws LineRefusedException {
        Faults faults = new Faults();
        for (SingleValidationMessage message :
                validator.validateWithResult(new String(json, UTF_8)).getMessages()) {
            if (isError(message)) {
                faults.add(HapiMessages.fault(message));
            }
        }
        if (!faults.isEmpty()) {
            throw new LineRefusedException(faults.all());
        }
    }

    private static boolean isError(SingleValidationMessage message) {
        return message.getSeverity() == ResultSeverityEnum.ERROR || message.getSeverity() == ResultSeverityEnum.FATAL;
    }
}
