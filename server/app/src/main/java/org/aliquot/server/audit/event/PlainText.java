package org.aliquot.server.audit.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Text of clients as JSON, XML and PostgreSQL take it. Clients choose what stands in their requests; what cannot be written must
 * not keep the rest from being written.
 */
public final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';
    /** Unicode's pictures of control characters begin here, in the order of the characters. */
    private static final char PICTURES = '\u2400';

    private PlainText() {}

    /** Control characters as their pictures, what is no character at all as U+FFFD; all else as it is. */
    public static String of(String text) {
        int at = 0;
        while (at < text.length() && isTaken(text, at)) {
            at += Character.charCount(text.codePointAt(at));
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length()).append(text, 0, at);
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (isTaken(text, at)) {
                plain.appendCodePoint(character);
            } else {
                plain.append(character < ' ' ? (char) (PICTURES + character) : REPLACEMENT);
            }
            at += Character.charCount(character);
        }
        return plain.toString();
    }

    private static boolean isTaken(String text, int at) {
        int character = text.codePointAt(at);
        if (character < ' ') {
            return character == '\t' || character == '\n' || character == '\r';
        }
        boolean isHalf = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        return !isHalf && character != 0xFFFE && character != 0xFFFF;
    }

    /** The same text where it is short enough, else its beginning, how long it was, and its SHA-256, by which it can be known. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "… (" + text.length() + " characters, SHA-256 " + hash(bytes(text)) + ")";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
