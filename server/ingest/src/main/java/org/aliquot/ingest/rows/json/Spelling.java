package org.aliquot.ingest.rows.json;

/** How FHIR R4 spells some of its primitive types (datatypes.html). */
public final class Spelling {
    private static final int ID_CHARACTERS = 64;

    private Spelling() {}

    /** FHIR R4 datatypes.html, code: {@code [^\\s]+(\\s[^\\s]+)*}. */
    public static boolean isCode(String text) {
        boolean afterSpace = true;
        for (int i = 0; i < text.length(); i++) {
            boolean space = isSpace(text.charAt(i));
            if (space && afterSpace) {
                return false;
            }
            afterSpace = space;
        }
        return !afterSpace;
    }

    /** FHIR R4 datatypes.html, uri: {@code \\S*}; an empty one is none. */
    public static boolean hasNoSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isSpace(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    // HAPI trims some of these when it reads and others when it hashes.
    private static boolean isSpace(char c) {
        return c <= ' ' || Character.isWhitespace(c);
    }

    /** FHIR R4 datatypes.html, id. */
    public static boolean isId(String text) {
        return isId(text, 0);
    }

    /** FHIR R4 datatypes.html, base64Binary: fours of its letters, white space between them. */
    public static boolean isBase64(String text) {
        int letters = 0;
        int padding = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                continue;
            }
            boolean isLetter =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (c == '=') {
                padding++;
            } else if (!isLetter || padding > 0) {
                return false;
            }
            letters++;
        }
        return letters > 0 && letters % 4 == 0 && padding <= 2;
    }

    static boolean isId(String text, int from) {
        int length = text.length() - from;
        if (length < 1 || length > ID_CHARACTERS) {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
                return false;
            }
        }
        return true;
    }
}
