package org.aliquot.ingest.rows.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Base64;
import java.util.Set;

/** Lets through what HAPI stores as it came, and nothing else. */
final class Primitives {
    // Far more digits than any laboratory reports, far fewer than Jackson's own limit.
    private static final int DIGITS = 100;

    private Primitives() {}

    static void check(Field field, JsonToken token, String text) throws NotUnderstoodException {
        switch (field.valueType()) {
            case BOOLEAN -> expect(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
            case INTEGER -> {
                expect(token == JsonToken.VALUE_NUMBER_INT);
                require(isInteger(text, field.least()), Reason.ODD_VALUE);
            }
            case DECIMAL -> {
                expect(token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT);
                require(isDecimal(text), Reason.ODD_VALUE);
            }
            default -> {
                expect(token == JsonToken.VALUE_STRING);
                checkString(field, text);
            }
        }
    }

    private static void checkString(Field field, String text) throws NotUnderstoodException {
        switch (field.valueType()) {
            case STRING, XHTML -> require(!isBlank(text), Reason.EMPTY);
            case TIME -> require(Moments.isTime(text), Reason.ODD_DATE);
            case BOUND_CODE -> require(field.allows(text), Reason.ODD_CODE);
            case CODE -> require(Spelling.isCode(text), Reason.ODD_VALUE);
            case URI, CANONICAL -> require(field.allowsUri(text), Reason.ODD_VALUE);
            case ID -> require(Spelling.isId(text), Reason.ODD_VALUE);
            case DATE -> {
                FhirDate date = FhirDate.parse(text);
                require(date != null && date.millisOfDay() < 0, Reason.ODD_DATE);
            }
            case DATE_TIME -> require(FhirDate.parse(text) != null, Reason.ODD_DATE);
            case INSTANT -> {
                FhirDate date = FhirDate.parse(text);
                require(date != null && date.millisOfDay() >= 0, Reason.ODD_DATE);
            }
            case BASE64 -> require(isBase64(text), Reason.ODD_VALUE);
            default -> throw new IllegalStateException(field + " is not spelled as a string");
        }
    }

    // The space of StringUtils.isBlank, by which HAPI drops a value.
    private static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    // JSON's grammar was checked by the parser; what is left is the range, and the minus of zero, which HAPI drops.
    private static boolean isInteger(String text, int least) {
        if (text.length() > 11 || text.equals("-0")) {
            return false;
        }
        long value = Long.parseLong(text);
        return value == (int) value && value >= least;
    }

    private static boolean isDecimal(String text) {
        if (text.length() > DIGITS) {
            return false;
        }
        boolean zero = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'e' || c == 'E' || c == '+') {
                return false;
            }
            zero &= c < '1' || c > '9';
        }
        return !(zero && text.charAt(0) == '-');
    }

    private static boolean isBase64(String text) {
        try {
            return !text.isEmpty()
                    && Base64.getEncoder()
                            .encodeToString(Base64.getDecoder().decode(text))
                            .equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code Type/id} of a type that exists, and of one that is allowed here. */
    static void checkReference(Schema schema, Field field, Element element) throws NotUnderstoodException {
        String reference = element.text(Part.REFERENCE);
        if (reference == null) {
            return;
        }
        int slash = reference.indexOf('/');
        require(slash > 0 && Spelling.isId(reference, slash + 1), Reason.ODD_REFERENCE);
        String type = reference.substring(0, slash);
        Set<String> allowed = field.targets();
        require(allowed == null ? schema.hasResource(type) : allowed.contains(type), Reason.ODD_REFERENCE);
    }

    private static void expect(boolean shape) throws NotUnderstoodException {
        require(shape, Reason.WRONG_SHAPE);
    }

    static void require(boolean condition, Reason reason) throws NotUnderstoodException {
        if (!condition) {
            throw NotUnderstoodException.because(reason);
        }
    }
}
