package org.aliquot.protocol.hl7v2;

/**
 * The delimiters a message declares in MSH-1 and MSH-2 (HL7 v2.5.1 §2.5.4).
 */
public record Hl7Delimiters(char field, char component, char repeat, char escape, char subcomponent) {
    /** What nearly every sender declares. */
    public static final Hl7Delimiters USUAL = new Hl7Delimiters('|', '^', '~', '\\', '&');

    /** Reads them from a line that begins with MSH and a delimiter; what MSH-2 leaves out is as {@link #USUAL}. */
    static Hl7Delimiters declaredBy(String header) {
        char field = header.charAt(3);
        int end = header.indexOf(field, 4);
        String rest = header.substring(4, end < 0 ? header.length() : end);
        return new Hl7Delimiters(
                field,
                nth(rest, 0, USUAL.component),
                nth(rest, 1, USUAL.repeat),
                nth(rest, 2, USUAL.escape),
                nth(rest, 3, USUAL.subcomponent));
    }

    private static char nth(String declared, int n, char usual) {
        return n < declared.length() && isDelimiter(declared.charAt(n)) ? declared.charAt(n) : usual;
    }

    /** Letters, digits and blanks stand in data: a header that names one is damaged. */
    private static boolean isDelimiter(char c) {
        return c > ' ' && c != 0x7F && !Character.isLetterOrDigit(c) && !Character.isWhitespace(c);
    }

    /** MSH-2. */
    String encodingCharacters() {
        return "" + component + repeat + escape + subcomponent;
    }
}
