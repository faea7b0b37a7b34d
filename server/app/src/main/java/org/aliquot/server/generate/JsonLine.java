package org.aliquot.server.generate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One line under the pen: bytes of JSON, appended. Reused for every line. */
final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[4096];
    private int length;

    JsonLine clear() {
        length = 0;
        return this;
    }

    JsonLine add(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** JSON as it stands, ASCII. */
    JsonLine add(String json) {
        int count = json.length();
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) json.charAt(i);
        }
        length += count;
        return this;
    }

    /** A JSON string, quotes included. */
    JsonLine quoted(String text) {
        return add(Json.bytes(Json.quoted(text)));
    }

    /** The UUID's 36 characters. */
    JsonLine add(Id id) {
        room(36);
        hex(id.high(), 60, 8);
        dash();
        hex(id.high(), 28, 4);
        dash();
        hex(id.high(), 12, 4);
        dash();
        hex(id.low(), 60, 4);
        dash();
        hex(id.low(), 44, 12);
        return this;
    }

    JsonLine add(long number) {
        return decimal(number, 0);
    }

    /** A number with exactly so many digits behind the point: 540 with two is 5.40. */
    JsonLine decimal(long unscaled, int digits) {
        room(24);
        if (unscaled < 0) {
            bytes[length++] = '-';
        }
        long rest = Math.abs(unscaled);
        int wanted = 1;
        for (long above = rest / 10; above > 0; above /= 10) {
            wanted++;
        }
        wanted = Math.max(wanted, digits + 1);
        int end = length + wanted + (digits > 0 ? 1 : 0);
        for (int at = end - 1, place = 0; at >= length; at--, place++) {
            if (place == digits && digits > 0) {
                bytes[at--] = '.';
            }
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = end;
        return this;
    }

    /** With leading zeros. */
    JsonLine padded(long number, int width) {
        room(width);
        long rest = number;
        for (int at = length + width - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
        return this;
    }

    void to(ResourceKind kind, LineSink sink) throws IOException {
        sink.accept(kind, bytes, length);
    }

    private void hex(long bits, int from, int digits) {
        for (int i = 0, shift = from; i < digits; i++, shift -= 4) {
            bytes[length++] = HEX[(int) (bits >>> shift) & 0xf];
        }
    }

    private void dash() {
        bytes[length++] = '-';
    }

    private void room(int wanted) {
        if (length + wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + wanted));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
