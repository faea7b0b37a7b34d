package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.RunContext;
import org.aliquot.lab.TestResult;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;

/** Extensions for what an instrument sent and FHIR's elements cannot hold unchanged. */
final class AsReported {
    private AsReported() {}

    static void put(TestResult result, Observation into) {
        Extension sent = new Extension(Systems.AS_REPORTED);
        part(sent, "record", Optional.of(result.sequence()));
        if (result.value() instanceof ResultValue.Absent absent) {
            part(sent, "value", absent.original());
        }
        if (!Values.holdUnit(into)) {
            part(sent, "unit", result.unit());
        }
        result.flags().forEach(flag -> part(sent, "flag", Optional.of(flag.code())));
        part(sent, "run", result.run());
        if (result.edited()) {
            sent.addExtension(new Extension("edited", new BooleanType(true)));
        }
        if (sent.hasExtension()) {
            into.addExtension(sent);
        }
    }

    static Extension runContext(MessageScope scope, RunContext context) {
        Extension setting = new Extension(Systems.RUN_CONTEXT);
        setting.addExtension(new Extension("about", Codes.of(scope.from(), context.about(), Optional.empty())));
        setting.addExtension(new Extension("value", new StringType(Texts.clean(context.value()))));
        return setting;
    }

    static void part(Extension whole, String name, Optional<String> text) {
        text.filter(value -> !value.isBlank())
                .ifPresent(value -> whole.addExtension(new Extension(name, new StringType(Texts.clean(value)))));
    }
}
