package org.aliquot.protocol.astm.link;

import java.util.Objects;

/**
 * What the link decoder saw on the line. The raw bytes of all events, one after the other, are the bytes fed.
 *
 * <p>Only {@link BadFrame} may have dropped bytes, and says how many. Arrays are not copied: treat them as read-only.
 */
public sealed interface LinkEvent {
    /** Position of the first byte since the decoder began, counted from 0. */
    long from();

    /** The bytes as they came, control characters included. */
    byte[] raw();

    /** One past the position of the last byte. */
    default long to() {
        return from() + raw().length;
    }

    /** A request to open a session. */
    record Enq(long from) implements LinkEvent {
        @Override
        public byte[] raw() {
            return new byte[] {Control.ENQ};
        }
    }

    /** The end of a session, or the receiver's interrupt in place of an ACK (LIS01-A2 §6.3.5). */
    record Eot(long from) implements LinkEvent {
        @Override
        public byte[] raw() {
            return new byte[] {Control.EOT};
        }
    }

    /** A positive acknowledgement. */
    record Ack(long from) implements LinkEvent {
        @Override
        public byte[] raw() {
            return new byte[] {Control.ACK};
        }
    }

    /** A negative acknowledgement. */
    record Nak(long from) implements LinkEvent {
        @Override
        public byte[] raw() {
            return new byte[] {Control.NAK};
        }
    }

    /**
     * A frame whose checksum is right. Whether it is the one expected, only {@link FrameAcceptor} knows.
     *
     * @param number the frame number, 0 to 7
     * @param text what stands between the number and ETB or ETX
     * @param last true when ended by ETX, false by ETB: more of the same record may follow
     */
    record Frame(long from, int number, byte[] text, boolean last, byte[] raw) implements LinkEvent {
        /** STX and the frame number. */
        private static final int TEXT_OFFSET = 2;

        public Frame {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(raw, "raw");
        }

        /** Position of the first byte of the text. */
        public long textFrom() {
            return from + TEXT_OFFSET;
        }

        /** Never the text: it names patients. */
        @Override
        public String toString() {
            return "Frame[" + number + ", " + text.length + " bytes, " + (last ? "ETX" : "ETB") + ", at " + from + "]";
        }
    }

    /**
     * Bytes that began as a frame and are none.
     *
     * @param number the number the frame claims, 0 to 7, or -1 when it shows none
     * @param size how many bytes it had; more than {@code raw} holds when it was oversized
     */
    record BadFrame(long from, FrameFault fault, int number, byte[] raw, long size) implements LinkEvent {
        public BadFrame {
            Objects.requireNonNull(fault, "fault");
            Objects.requireNonNull(raw, "raw");
        }

        @Override
        public long to() {
            return from + size;
        }

        @Override
        public String toString() {
            return "BadFrame[" + fault + ", number " + number + ", " + size + " bytes, at " + from + "]";
        }
    }

    /** Bytes that belong to no frame. */
    record Stray(long from, byte[] raw) implements LinkEvent {
        public Stray {
            Objects.requireNonNull(raw, "raw");
        }

        /** True when it holds nothing but CR and LF: padding between frames, no loss. */
        public boolean isLineEnd() {
            for (byte b : raw) {
                if (b != Control.CR && b != Control.LF) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return "Stray[" + raw.length + " bytes, at " + from + "]";
        }
    }
}
