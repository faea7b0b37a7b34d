package org.aliquot.protocol.astm.link;

/** The frame checksum: the sum modulo 256 of all bytes from the frame number through ETB or ETX (LIS01-A2 §6.3.3). */
public final class Checksum {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Checksum() {}

    /** Sums the bytes {@code from} (inclusive) to {@code to} (exclusive), modulo 256. */
    public static int of(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum = (sum + bytes[i]) & 0xFF;
        }
        return sum;
    }

    /** Two upper-case hexadecimal digits, the form a frame carries. */
    public static String digits(int sum) {
        return new String(new char[] {HEX[(sum >> 4) & 0xF], HEX[sum & 0xF]});
    }

    /** The value of one hexadecimal digit in either case, or -1 when the byte is none. */
    static int digitValue(byte b) {
        return Character.digit((char) (b & 0xFF), 16);
    }
}
