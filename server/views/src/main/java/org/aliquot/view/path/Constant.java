package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A value that paths name as {@code %name}.
 *
 * @param value String, Boolean, Integer, BigDecimal or {@link PartialTime}
 */
public record Constant(Object value, Typing typing) {
    /** Null where the JSON is no value of the FHIR type. */
    public static @Nullable Constant of(JsonNode json, String type) {
        if (type.equals("integer64") && json.isTextual()) {
            Long number = integer64(json.textValue());
            return number == null ? null : new Constant(integer(number), Typing.of(type));
        }
        if (FhirTypes.NUMBERS.contains(type)) {
            if (!json.isNumber()
                    || json.decimalValue().precision() > Numbers.MOST_DIGITS
                    || Math.abs((long) json.decimalValue().scale()) > Numbers.MOST_DIGITS) {
                return null;
            }
            boolean isOfItsType = type.equals("decimal") || json.decimalValue().scale() == 0;
            return isOfItsType ? new Constant(Numbers.of(json, type.equals("decimal")), Typing.of(type)) : null;
        }
        if (type.equals("boolean")) {
            return json.isBoolean() ? new Constant(json.booleanValue(), Typing.BOOLEAN) : null;
        }
        if (!json.isTextual() || json.textValue().isEmpty()) {
            return null;
        }
        Object value = Values.of(json, Typing.of(type));
        boolean isMissingTime = Values.kind(type) != null && !(value instanceof PartialTime);
        return isMissingTime ? null : new Constant(value, Typing.of(type));
    }

    private static Object integer(long number) {
        return number == (int) number ? (Object) (int) number : BigDecimal.valueOf(number);
    }

    /** FHIR's JSON has integer64 as text (R5, primitive types), for many would read its last digits wrong. Null where it is none. */
    public static @Nullable Long integer64(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
