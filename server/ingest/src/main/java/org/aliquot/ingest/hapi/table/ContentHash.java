package org.aliquot.ingest.hapi.table;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** HASH_SHA256 as HAPI's {@code ResourceHistoryCalculator} makes it: over the UTF-16 units of the text, low byte first. */
final class ContentHash {
    private static final HexFormat HEX = HexFormat.of();
    private static final ThreadLocal<byte[]> UNITS = ThreadLocal.withInitial(() -> new byte[8192]);

    /** A longer text's memory is not kept for the thread. */
    private static final int MOST_KEPT = 1 << 20;

    private ContentHash() {}

    static String of(String text) {
        int length = text.length();
        byte[] units = UNITS.get();
        if (units.length < 2 * length) {
            units = new byte[2 * length];
            if (units.length <= MOST_KEPT) {
                UNITS.set(units);
            }
        }
        for (int i = 0, at = 0; i < length; i++) {
            char unit = text.charAt(i);
            units[at++] = (byte) unit;
            units[at++] = (byte) (unit >> 8);
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(units, 0, 2 * length);
            return HEX.formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
