package org.aliquot.ingest.validate;

import org.aliquot.ingest.Fault.Kind;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Spelling;

/** Primitives that JSON has in quotes (FHIR R4 datatypes.html). */
final class Strings {
    private Strings() {}

    static void check(Field field, String text, Place place, Faults faults) {
        switch (field.valueType()) {
            case BOUND_CODE -> {
                if (!field.allows(text)) {
                    faults.add(Kind.CODE_INVALID, place, "is no code of its required value set (FHIR R4)");
                }
            }
            case CODE -> allow(Spelling.isCode(text), field, place, faults);
            case URI, CANONICAL -> allow(Spelling.hasNoSpace(text), field, place, faults);
            case ID -> allow(Spelling.isId(text), field, place, faults);
            default -> {
                // Left to HAPI.
            }
        }
    }

    private static void allow(boolean isAllowed, Field field, Place place, Faults faults) {
        if (!isAllowed) {
            faults.add(Kind.VALUE, place, "is no " + field.fhirType() + " (FHIR R4 datatypes.html)");
        }
    }
}
