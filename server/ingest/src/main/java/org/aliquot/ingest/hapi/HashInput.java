package org.aliquot.ingest.hapi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes {@code SearchParamHash} hashes: each part percent-escaped ({@code UrlUtil.escapeUrlParam}) in UTF-8 and followed
 * by a bar; a zero byte where the part is null. One for each thread, used again and again.
 */
final class HashInput {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] SAFE = new boolean[128];

    static {
        for (char c = 0; c < SAFE.length; c++) {
            SAFE[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.*".indexOf(c) >= 0;
        }
    }

    private byte[] bytes = new byte[512];
    private int length;

    HashInput reset() {
        length = 0;
        return this;
    }

    HashInput raw(byte[] data) {
        grow(data.length);
        System.arraycopy(data, 0, bytes, length, data.length);
        length += data.length;
        return this;
    }

    HashInput part(@Nullable String part) {
        if (part == null) {
            grow(2);
            bytes[length++] = 0;
        } else {
            escape(part);
        }
        bytes[length++] = '|';
        return this;
    }

    long hash() {
        return Murmur3.hash(bytes, length);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void escape(String part) {
        // At most nine bytes for a char: three of UTF-8, three for each of them.
        grow(part.length() * 9 + 1);
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c < 128) {
                if (SAFE[c]) {
                    bytes[length++] = (byte) c;
                } else {
                    percent(c);
                }
            } else if (c < 0x800) {
                percent(0xc0 | c >> 6);
                percent(0x80 | c & 0x3f);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < part.length()
                    && Character.isLowSurrogate(part.charAt(i + 1))) {
                int point = Character.toCodePoint(c, part.charAt(++i));
                percent(0xf0 | point >> 18);
                percent(0x80 | point >> 12 & 0x3f);
                percent(0x80 | point >> 6 & 0x3f);
                percent(0x80 | point & 0x3f);
            } else {
                percent(0xe0 | c >> 12);
                percent(0x80 | c >> 6 & 0x3f);
                percent(0x80 | c & 0x3f);
            }
        }
    }

    private void percent(int b) {
        bytes[length++] = '%';
        bytes[length++] = HEX[b >> 4];
        bytes[length++] = HEX[b & 15];
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
