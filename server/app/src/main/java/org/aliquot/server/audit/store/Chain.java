package org.aliquot.server.audit.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A row's hash: SHA-256 over the hash before it, its number and its event. */
final class Chain {
    private Chain() {}

    static byte[] next(byte[] before, long seq, String event) {
        MessageDigest digest = sha256();
        digest.update(before);
        digest.update(Long.toString(seq).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) '\n');
        return digest.digest(event.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
