package org.aliquot.server.auth.user;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of authenticator apps. RFC 6238 over RFC 4226: HMAC-SHA-1, six digits, steps of 30 seconds from 1970 on, which is all
 * that most of these apps know.
 */
final class Totp {
    private static final String ALGORITHM = "HmacSHA1";
    private static final int DIGITS = 6;
    private static final long STEP_SECONDS = 30;
    /** RFC 4226 4, R6. */
    private static final int SECRET_BYTES = 20;
    /** RFC 6238 5.2: a code is typed late, and clocks differ. */
    private static final long STEPS_AROUND = 1;

    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BASE_32_BITS = 5;

    private Totp() {}

    static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /** The latest step around now whose code this is; empty where it is none's. */
    static OptionalLong stepOf(byte[] secret, String code, Instant now) {
        long current = now.getEpochSecond() / STEP_SECONDS;
        OptionalLong found = OptionalLong.empty();
        // All are computed, so that the time taken does not tell which it was.
        for (long step = current - STEPS_AROUND; step <= current + STEPS_AROUND; step++) {
            if (MessageDigest.isEqual(bytes(code(secret, step, DIGITS, ALGORITHM)), bytes(code))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** RFC 4226 5.3; the algorithm is a JDK's name. */
    static String code(byte[] secret, long step, int digits, String algorithm) {
        byte[] hash;
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
        int offset = hash[hash.length - 1] & 0xF;
        int truncated = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        String all = String.format(Locale.ROOT, "%010d", truncated);
        return all.substring(all.length() - digits);
    }

    /** What authenticator apps read: the "Key URI Format" that they have in common. */
    static String uri(String account, byte[] secret) {
        String label = "Aliquot:" + URLEncoder.encode(account, StandardCharsets.UTF_8);
        return "otpauth://totp/" + label + "?secret=" + base32(secret) + "&issuer=Aliquot&algorithm=SHA1&digits="
                + DIGITS + "&period=" + STEP_SECONDS;
    }

    /** RFC 4648 6, without the padding that these apps do not take. */
    static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = held << Byte.SIZE | next & 0xFF;
            bits += Byte.SIZE;
            while (bits >= BASE_32_BITS) {
                bits -= BASE_32_BITS;
                text.append(BASE_32.charAt(held >> bits & 0x1F));
                held &= (1 << bits) - 1;
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE_32.charAt(held << BASE_32_BITS - bits & 0x1F))
                        .toString();
    }

    private static byte[] bytes(String code) {
        return code.getBytes(StandardCharsets.UTF_8);
    }
}
