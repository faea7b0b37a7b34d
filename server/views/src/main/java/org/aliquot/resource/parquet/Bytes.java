package org.aliquot.resource.parquet;

import java.util.Arrays;

/** A buffer that is used again and again. No {@code ByteArrayOutputStream}: that takes a lock for every byte. */
final class Bytes {
    private static final int USUAL = 8_192;

    /** Of UTF-8, for one of UTF-16. */
    private static final int MOST_OF_A_UNIT = 3;

    private byte[] bytes = new byte[USUAL];
    private int size;

    /** Valid up to {@link #size()}, until something is added. */
    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(int one) {
        room(1);
        bytes[size++] = (byte) one;
    }

    void add(byte[] some) {
        add(some, 0, some.length);
    }

    void add(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Big-endian. */
    void addLong(long number) {
        room(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (number >> shift);
        }
    }

    /** Text as UTF-8; false, and nothing added, where half a surrogate pair has no UTF-8. */
    boolean addText(char[] from, int offset, int length) {
        room(Math.multiplyExact(length, MOST_OF_A_UNIT));
        int at = size;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            char unit = from[i];
            if (unit < 0x80) {
                bytes[at++] = (byte) unit;
            } else if (unit < 0x800) {
                bytes[at++] = (byte) (0xc0 | unit >> 6);
                bytes[at++] = (byte) (0x80 | unit & 0x3f);
            } else if (!Character.isSurrogate(unit)) {
                bytes[at++] = (byte) (0xe0 | unit >> 12);
                bytes[at++] = (byte) (0x80 | unit >> 6 & 0x3f);
                bytes[at++] = (byte) (0x80 | unit & 0x3f);
            } else if (i + 1 < end && Character.isSurrogatePair(unit, from[i + 1])) {
                int point = Character.toCodePoint(unit, from[++i]);
                bytes[at++] = (byte) (0xf0 | point >> 18);
                bytes[at++] = (byte) (0x80 | point >> 12 & 0x3f);
                bytes[at++] = (byte) (0x80 | point >> 6 & 0x3f);
                bytes[at++] = (byte) (0x80 | point & 0x3f);
            } else {
                return false;
            }
        }
        size = at;
        return true;
    }

    private void room(int wanted) {
        if (bytes.length - size < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, wanted)));
        }
    }
}
