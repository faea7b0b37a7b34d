package org.aliquot.ingest.copy;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, "Binary Format"), in memory. Reusable; for one
 * thread.
 *
 * <p>Call {@link #row} and then one method for each column, in the order of the COPY command's column list.
 */
public final class CopyBuffer {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int NULL_LENGTH = -1;
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    /** Milliseconds from 1970-01-01 to 2000-01-01, where PostgreSQL's timestamps begin. */
    private static final long POSTGRES_EPOCH_MILLIS = 946_684_800_000L;

    private static final long MICROS_PER_MILLI = 1_000L;

    private byte[] bytes;
    private int size;
    private int rows;

    /** @param capacity bytes to begin with */
    public CopyBuffer(int capacity) {
        bytes = new byte[Math.max(capacity, SIGNATURE.length + 2)];
        clear();
    }

    /** Forgets all rows, keeps the memory. */
    public void clear() {
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        size = SIGNATURE.length;
        rows = 0;
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    /** Bytes so far, header included. */
    public int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Begins a row. */
    public CopyBuffer row(int columns) {
        ensure(2);
        putShort(columns);
        rows++;
        return this;
    }

    public CopyBuffer nothing() {
        ensure(4);
        putInt(NULL_LENGTH);
        return this;
    }

    public CopyBuffer bigint(long value) {
        ensure(12);
        putInt(8);
        putLong(value);
        return this;
    }

    public CopyBuffer bigint(@Nullable Long value) {
        return value == null ? nothing() : bigint(value.longValue());
    }

    public CopyBuffer integer(int value) {
        ensure(8);
        putInt(4);
        putInt(value);
        return this;
    }

    public CopyBuffer integer(@Nullable Integer value) {
        return value == null ? nothing() : integer(value.intValue());
    }

    public CopyBuffer smallint(int value) {
        ensure(6);
        putInt(2);
        putShort(value);
        return this;
    }

    public CopyBuffer bool(boolean value) {
        ensure(5);
        putInt(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    public CopyBuffer bool(@Nullable Boolean value) {
        return value == null ? nothing() : bool(value.booleanValue());
    }

    public CopyBuffer float8(double value) {
        return bigint(Double.doubleToRawLongBits(value));
    }

    /** A timestamp without time zone that shows the clock of UTC. */
    public CopyBuffer timestamp(long epochMillis) {
        return bigint((epochMillis - POSTGRES_EPOCH_MILLIS) * MICROS_PER_MILLI);
    }

    public CopyBuffer timestamp(@Nullable Long epochMillis) {
        return epochMillis == null ? nothing() : timestamp(epochMillis.longValue());
    }

    /** A numeric with all its digits. */
    public CopyBuffer numeric(BigDecimal value) {
        byte[] binary = BinaryNumeric.of(value);
        ensure(4 + binary.length);
        putInt(binary.length);
        System.arraycopy(binary, 0, bytes, size, binary.length);
        size += binary.length;
        return this;
    }

    /**
     * A text, in UTF-8.
     *
     * @throws TextNotStorableException for NUL, which PostgreSQL cannot hold, and for half a surrogate pair, which UTF-8
     *     cannot
     */
    public CopyBuffer text(@Nullable String value) {
        if (value == null) {
            return nothing();
        }
        int length = value.length();
        // At most three bytes for each UTF-16 unit: four of a pair are two units.
        ensure(4L + 3L * length);
        int lengthAt = size;
        size += 4;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80 && c != 0) {
                bytes[size++] = (byte) c;
            } else {
                i = putOther(value, i, c);
            }
        }
        putIntAt(lengthAt, size - lengthAt - 4);
        return this;
    }

    private int putOther(String value, int at, char c) {
        if (c == 0) {
            throw new TextNotStorableException("a text holds NUL, which PostgreSQL cannot store");
        }
        if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | c >> 6);
            bytes[size++] = (byte) (0x80 | c & 0x3f);
            return at;
        }
        if (!Character.isSurrogate(c)) {
            bytes[size++] = (byte) (0xe0 | c >> 12);
            bytes[size++] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[size++] = (byte) (0x80 | c & 0x3f);
            return at;
        }
        if (!Character.isHighSurrogate(c)
                || at + 1 >= value.length()
                || !Character.isLowSurrogate(value.charAt(at + 1))) {
            throw new TextNotStorableException("a text holds half a surrogate pair, which UTF-8 cannot say");
        }
        int point = Character.toCodePoint(c, value.charAt(at + 1));
        bytes[size++] = (byte) (0xf0 | point >> 18);
        bytes[size++] = (byte) (0x80 | point >> 12 & 0x3f);
        bytes[size++] = (byte) (0x80 | point >> 6 & 0x3f);
        bytes[size++] = (byte) (0x80 | point & 0x3f);
        return at + 1;
    }

    /** What ends the stream after the rows. */
    byte[] trailer() {
        return new byte[] {(byte) 0xff, (byte) 0xff};
    }

    private void ensure(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            if (needed > LARGEST) {
                throw new IllegalStateException("more than 2 GiB of rows for one table in one batch");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, bytes.length * 2L)));
        }
    }

    private void putShort(int value) {
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void putInt(int value) {
        putIntAt(size, value);
        size += 4;
    }

    private void putIntAt(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    private void putLong(long value) {
        putIntAt(size, (int) (value >> 32));
        putIntAt(size + 4, (int) value);
        size += 8;
    }
}
