package org.aliquot.lab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Names one message by its content: the same records from the same instrument are the same message, however often they
 * are sent and however they are framed. This is what makes a repeated delivery harmless.
 *
 * @param digest SHA-256 over instrument and message text, lower-case hex, 64 characters
 */
public record MessageId(String digest) {
    public MessageId {
        Objects.requireNonNull(digest, "digest");
    }

    /**
     * The id of a message.
     *
     * @param from the sender: two devices may send the same text about two specimens
     * @param text the message's records without frame numbers, checksums and the like
     */
    public static MessageId of(InstrumentId from, byte[] text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(from.toString().getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            sha256.update(text);
            return new MessageId(HexFormat.of().formatHex(sha256.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return digest;
    }
}
