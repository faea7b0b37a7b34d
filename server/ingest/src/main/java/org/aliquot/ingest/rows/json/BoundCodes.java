package org.aliquot.ingest.rows.json;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseEnumFactory;

/** The codes of a required value set, with their systems: those that HAPI's enumerations know. */
final class BoundCodes {
    private BoundCodes() {}

    static Optional<Map<String, String>> of(BaseRuntimeChildDefinition child) {
        if (child instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition bound
                && bound.getInstanceConstructorArguments() instanceof IBaseEnumFactory<?> factory) {
            return Optional.of(codes(factory, bound.getBoundEnumType().getEnumConstants()));
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Enum<?>> Map<String, String> codes(IBaseEnumFactory<T> factory, Enum<?>[] constants) {
        Map<String, String> codes = new HashMap<>();
        for (Enum<?> constant : constants) {
            String code = factory.toCode((T) constant);
            if (isCode(factory, code, constant)) {
                codes.put(code, factory.toSystem((T) constant));
            }
        }
        return codes;
    }

    // Every enumeration has a constant NULL besides, which no code stands for.
    private static boolean isCode(IBaseEnumFactory<?> factory, String code, Enum<?> constant) {
        try {
            return constant.equals(factory.fromCode(code));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
