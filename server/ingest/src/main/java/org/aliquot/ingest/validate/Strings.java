package org.aliquot.ingest.validate;

import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Moments;
import org.aliquot.ingest.rows.json.Spelling;

/** Primitives that JSON has in quotes (FHIR R4 datatypes.html). */
final class Strings {
    private static final String DATE = "YYYY, YYYY-MM or YYYY-MM-DD";
    private static final String INSTANT = "YYYY-MM-DDThh:mm:ss with a zone (Z or +02:00)";
    private static final String TIME = "hh:mm:ss without a zone";

    private Strings() {}

    static void check(Field field, String text, Place place, Faults faults) {
        switch (field.valueType()) {
            case BOUND_CODE -> {
                if (!field.allows(text)) {
                    faults.add(Kind.CODE_INVALID, place, "is no code of its required value set (FHIR R4)");
                }
            }
            case CODE -> allow(Spelling.isCode(text), field, place, faults);
            case URI, CANONICAL -> allow(field.allowsUri(text), field, place, faults);
            case ID -> allow(Spelling.isId(text), field, place, faults);
            case BASE64 -> allow(Spelling.isBase64(text), field, place, faults);
            case DATE -> expect(Moments.isDate(text), DATE, field, place, faults);
            case DATE_TIME -> expect(Moments.isDateTime(text), DATE + " or " + INSTANT, field, place, faults);
            case INSTANT -> expect(Moments.isInstant(text), INSTANT, field, place, faults);
            case TIME -> expect(Moments.isTime(text), TIME, field, place, faults);
            default -> {
                // A string may be any text, and narratives are HAPI's to read.
            }
        }
    }

    private static void allow(boolean isAllowed, Field field, Place place, Faults faults) {
        if (!isAllowed) {
            faults.add(Kind.VALUE, place, "is no " + field.fhirType() + " (FHIR R4 datatypes.html)");
        }
    }

    private static void expect(boolean isRight, String expected, Field field, Place place, Faults faults) {
        if (!isRight) {
            faults.add(
                    Kind.VALUE, place, "is no " + field.fhirType() + " (FHIR R4 datatypes.html), expected " + expected);
        }
    }
}
