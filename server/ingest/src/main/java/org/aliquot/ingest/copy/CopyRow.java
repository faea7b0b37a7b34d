package org.aliquot.ingest.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row that comes out of the database, as it stands on the wire (PostgreSQL, COPY, "Binary Format", tuples). Good until the next
 * row: who keeps something of it, copies it.
 */
public final class CopyRow {
    /** Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL's timestamps begin. */
    private static final long BEGINNING = 946_684_800_000_000L;

    private static final int NOTHING = -1;

    private byte[] bytes = {};
    private int[] offsets = {};
    private int[] lengths = {};

    /** @return whether it is a row, not the end of them */
    boolean read(byte[] message, int at) {
        ByteBuffer fields = ByteBuffer.wrap(message, at, message.length - at);
        int count = fields.getShort();
        if (count < 0) {
            return false;
        }
        bytes = message;
        if (offsets.length != count) {
            offsets = new int[count];
            lengths = new int[count];
        }
        for (int field = 0; field < count; field++) {
            lengths[field] = fields.getInt();
            offsets[field] = fields.position();
            if (lengths[field] != NOTHING) {
                fields.position(fields.position() + lengths[field]);
            }
        }
        return true;
    }

    public boolean isNull(int field) {
        return lengths[field] == NOTHING;
    }

    /** Where the field's bytes are. */
    public byte[] bytes() {
        return bytes;
    }

    /** The first of the field's bytes. */
    public int offset(int field) {
        return offsets[field];
    }

    /** How many there are; of a value that is there. */
    public int length(int field) {
        return lengths[field];
    }

    /** A {@code bigint}. */
    public long bigint(int field) {
        return ByteBuffer.wrap(bytes).getLong(offsets[field]);
    }

    /** A {@code boolean}; false where it is null. */
    public boolean bool(int field) {
        return !isNull(field) && bytes[offsets[field]] != 0;
    }

    /** Any kind of text. */
    public @Nullable String text(int field) {
        return isNull(field) ? null : new String(bytes, offsets[field], lengths[field], UTF_8);
    }

    /** A copy of the field's bytes. */
    public byte[] copy(int field) {
        return Arrays.copyOfRange(bytes, offsets[field], offsets[field] + lengths[field]);
    }

    /** A timestamp without time zone that shows the clock of UTC: milliseconds since the epoch. */
    public long timestamp(int field) {
        return Math.floorDiv(bigint(field) + BEGINNING, 1_000L);
    }
}
