package org.aliquot.protocol.astm.record;

/**
 * The delimiters a message declares in its header (LIS02-A2 §5.4): {@code H|\^&} says field {@code |}, repeat
 * {@code \}, component {@code ^}, escape {@code &}.
 */
public record AstmDelimiters(char field, char repeat, char component, char escape) {
    /** What nearly every instrument declares, and what is assumed where a header declares less. */
    public static final AstmDelimiters USUAL = new AstmDelimiters('|', '\\', '^', '&');

    private static final int DECLARATION_LENGTH = 5;

    /** Reads the declaration at the start of a header record; what it leaves out is as {@link #USUAL}. */
    static AstmDelimiters declaredBy(String header) {
        if (header.length() < 2) {
            return USUAL;
        }
        char field = header.charAt(1);
        int end = header.indexOf(field, 2);
        String rest = header.substring(2, Math.min(end < 0 ? header.length() : end, DECLARATION_LENGTH));
        return new AstmDelimiters(
                isDelimiter(field) ? field : USUAL.field,
                nth(rest, 0, USUAL.repeat),
                nth(rest, 1, USUAL.component),
                nth(rest, 2, USUAL.escape));
    }

    private static char nth(String declared, int n, char usual) {
        return n < declared.length() && isDelimiter(declared.charAt(n)) ? declared.charAt(n) : usual;
    }

    /** Letters, digits and blanks stand in data (LIS02-A2 §5.4.1): a header that names one is damaged. */
    static boolean isDelimiter(char c) {
        return c > ' ' && c != 0x7F && !Character.isLetterOrDigit(c) && !Character.isWhitespace(c);
    }

    /** What the header's second field says. */
    String declaration() {
        return "" + repeat + component + escape;
    }
}
