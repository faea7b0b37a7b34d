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
                field,
                rest.length() > 0 ? rest.charAt(0) : USUAL.repeat,
                rest.length() > 1 ? rest.charAt(1) : USUAL.component,
                rest.length() > 2 ? rest.charAt(2) : USUAL.escape);
    }

    /** What the header's second field says. */
    String declaration() {
        return "" + repeat + component + escape;
    }
}
