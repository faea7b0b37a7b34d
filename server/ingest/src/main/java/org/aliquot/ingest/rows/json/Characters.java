package org.aliquot.ingest.rows.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What the characters of a document allow to skip. Most of a laboratory's documents are {@link #PLAIN}. */
public enum Characters {
    /** ASCII without an escape: no string of it has a quote, a backslash or a control character. */
    PLAIN,
    /** Anything else. */
    OTHER;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long BACKSLASHES = ONES * '\\';

    static Characters of(byte[] utf8) {
        int i = 0;
        for (; i + 8 <= utf8.length; i += 8) {
            long bytes = (long) EIGHT_BYTES.get(utf8, i);
            long zeroWhereBackslash = bytes ^ BACKSLASHES;
            // The second is not zero exactly where a byte of the word is.
            if ((bytes & HIGH_BITS) != 0 || ((zeroWhereBackslash - ONES) & ~zeroWhereBackslash & HIGH_BITS) != 0) {
                return OTHER;
            }
        }
        for (; i < utf8.length; i++) {
            if (utf8[i] < 0 || utf8[i] == '\\') {
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
