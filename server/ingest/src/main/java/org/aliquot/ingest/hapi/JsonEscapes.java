package org.aliquot.ingest.hapi;

import org.aliquot.ingest.LineRefusedException;

/**
 * Characters that JSON can spell with an escape but PostgreSQL cannot hold: U+0000, which FHIR does not allow in a string
 * either (datatypes.html, string), and half a surrogate pair, which UTF-8 has no bytes for.
 */
final class JsonEscapes {
    private JsonEscapes() {}

    static void check(String json) throws LineRefusedException {
        for (int i = json.indexOf('\\'); i >= 0; i = json.indexOf('\\', i)) {
            if (!json.startsWith("u", i + 1)) {
                i += 2;
                continue;
            }
            int unit = unitAt(json, i);
            i += 6;
            if (unit == 0) {
                throw new LineRefusedException("has the character U+0000, which FHIR does not allow in a string");
            }
            if (Character.isHighSurrogate((char) unit) && Character.isLowSurrogate((char) unitAt(json, i))) {
                i += 6;
            } else if (Character.isSurrogate((char) unit)) {
                throw new LineRefusedException("has half a surrogate pair, which is no character");
            }
        }
    }

    // 1, a harmless one, where there is no escape; the parser complains of those that are not well-formed.
    private static int unitAt(String json, int at) {
        if (!json.startsWith("\\u", at) || at + 6 > json.length()) {
            return 1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) {
                return 1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
