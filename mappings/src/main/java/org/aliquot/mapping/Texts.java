package org.aliquot.mapping;

/** Texts as FHIR takes them: no control characters but tab and line ends (R4 datatypes, string). */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** The text, each forbidden character replaced by the sign for "unreadable"; the kept bytes have the original. */
    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (forbidden(text, i)) {
                return replaced(text);
            }
        }
        return text;
    }

    /** One line without blanks around it or double blanks in it, as FHIR's codes are (R4 datatypes, code). */
    static String token(String text) {
        return clean(text).strip().replaceAll("\\s+", " ");
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            clean.append(forbidden(text, i) ? REPLACEMENT : text.charAt(i));
        }
        return clean.toString();
    }

    private static boolean forbidden(String text, int at) {
        char c = text.charAt(at);
        if (c < ' ') {
            return c != '\t' && c != '\r' && c != '\n';
        }
        // Half a surrogate pair cannot be written as UTF-8; some databases refuse it.
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c == '\u007f' || c >= '\u0080' && c < '\u00a0' || c >= '\ufffe';
    }
}
