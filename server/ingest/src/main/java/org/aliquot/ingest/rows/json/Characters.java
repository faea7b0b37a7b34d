package org.aliquot.ingest.rows.json;

/** What the characters of a document allow to skip. Most of a laboratory's documents are {@link #PLAIN}. */
public enum Characters {
    /** ASCII without an escape: no string of it has a quote, a backslash or a control character. */
    PLAIN,
    /** Anything else. */
    OTHER;

    static Characters of(byte[] utf8) {
        for (byte b : utf8) {
            if (b < 0 || b == '\\') {
                return OTHER;
            }
        }
        return PLAIN;
    }

    /** Turns away what only an escape can put into a string. */
    void check(String text) throws NotUnderstoodException {
        if (this == PLAIN) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean odd = c < ' ' && c != '\n' && c != '\r' && c != '\t';
            if (Character.isSurrogate(c)) {
                odd = !(Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1)));
                i++;
            }
            Primitives.require(!odd, Reason.ODD_CHARACTER);
        }
    }
}
