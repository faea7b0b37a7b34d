package org.aliquot.protocol;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Objects;

/** Which character sets these protocols can carry: those in which the delimiters and control characters are ASCII bytes. */
public final class WireCharset {
    private static final int PRINTABLE_FROM = 0x20;
    private static final int PRINTABLE_TO = 0x7E;

    private WireCharset() {}

    /**
     * Returns the character set when messages can be read in it.
     *
     * @throws IllegalArgumentException for UTF-16, UTF-32, EBCDIC and the like, in which CR is not the byte 0D
     */
    public static Charset require(Charset charset) {
        Objects.requireNonNull(charset, "charset");
        StringBuilder ascii = new StringBuilder("\r\n");
        // Backslash and tilde are yen and overline in some Japanese sets: those two may differ.
        for (char c = PRINTABLE_FROM; c <= PRINTABLE_TO; c++) {
            if (c != '\\' && c != '~') {
                ascii.append(c);
            }
        }
        byte[] expected = new byte[ascii.length()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) ascii.charAt(i);
        }
        if (!charset.canEncode() || !Arrays.equals(expected, ascii.toString().getBytes(charset))) {
            throw new IllegalArgumentException("character set " + charset.name()
                    + ": expected one that contains ASCII, such as UTF-8, windows-1252 or ISO-8859-1");
        }
        return charset;
    }
}
