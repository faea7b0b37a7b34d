package org.aliquot.mapping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.aliquot.lab.MessageId;

/**
 * Resource ids that follow from content: the same parts give the same id, in every process and on every day.
 *
 * <p>Shape: a UUID of version 8 (RFC 9562 5.8) made of SHA-256 over kind and parts. A digest, so that no id shows an
 * accession number or a patient's; with dashes, because a server may refuse a client's id of digits alone.
 */
public final class Ids {
    private Ids() {}

    /** The id of the Provenance of a message. Reading it tells whether the message is stored. */
    public static String provenance(MessageId message) {
        return of("Provenance", message.digest());
    }

    static String of(String kind, String... parts) {
        MessageDigest sha256 = sha256();
        part(sha256, kind);
        for (String part : parts) {
            part(sha256, part);
        }
        byte[] digest = sha256.digest();
        digest[6] = (byte) (digest[6] & 0x0f | 0x80);
        digest[8] = (byte) (digest[8] & 0x3f | 0x80);
        String hex = HexFormat.of().formatHex(digest, 0, 16);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    // The length goes first: ("a", "bc") is not ("ab", "c").
    private static void part(MessageDigest sha256, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha256.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        sha256.update((byte) ':');
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
