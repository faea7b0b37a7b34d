package org.aliquot.protocol.mllp;

import java.util.Objects;

/**
 * What the MLLP decoder saw. Arrays are not copied: treat them as read-only.
 */
public sealed interface MllpEvent {
    /** Position of the first byte since the decoder began, counted from 0. */
    long from();

    /** The bytes as they came, framing included. */
    byte[] raw();

    /** One past the position of the last byte. */
    default long to() {
        return from() + raw().length;
    }

    /** One block: {@code 0B payload 1C 0D}. */
    record Block(long from, byte[] payload, byte[] raw) implements MllpEvent {
        public Block {
            Objects.requireNonNull(payload, "payload");
            Objects.requireNonNull(raw, "raw");
        }

        /** Position of the payload's first byte. */
        public long payloadFrom() {
            return from + 1;
        }

        /** Never the payload: it names patients. */
        @Override
        public String toString() {
            return "Block[" + payload.length + " bytes, at " + from + "]";
        }
    }

    /**
     * Bytes outside any block, or a block that never ended.
     *
     * @param unfinished true when they began as a block
     */
    record Stray(long from, boolean unfinished, byte[] raw) implements MllpEvent {
        public Stray {
            Objects.requireNonNull(raw, "raw");
        }

        /** True when it holds nothing but CR and LF. */
        public boolean isLineEnd() {
            for (byte b : raw) {
                if (b != '\r' && b != '\n') {
                    return false;
                }
            }
            return !unfinished;
        }

        @Override
        public String toString() {
            return "Stray[" + raw.length + " bytes, at " + from + "]";
        }
    }

    /**
     * A block longer than the limit.
     *
     * @param raw its first bytes, as many as the limit allows
     * @param size how many it had
     */
    record Oversized(long from, byte[] raw, long size) implements MllpEvent {
        public Oversized {
            Objects.requireNonNull(raw, "raw");
        }

        @Override
        public long to() {
            return from + size;
        }

        @Override
        public String toString() {
            return "Oversized[" + size + " bytes, at " + from + "]";
        }
    }
}
