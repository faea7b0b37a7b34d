package org.aliquot.protocol.hl7v2;

import java.util.Objects;

/**
 * Something wrong in the bytes, and where.
 *
 * @param from first byte in the raw input, counted from 0
 * @param to one past the last byte
 * @param text what is wrong, for an operator; holds no data of the message
 */
public record Hl7Fault(Kind kind, int from, int to, String text) {
    /** What is wrong. */
    public enum Kind {
        /** Bytes that belong to no message. */
        STRAY_BYTES(false),
        /** A block without its end: the message may have been longer. */
        UNFINISHED_BLOCK(true),
        /** A line that is no segment. */
        MALFORMED_SEGMENT(true),
        /** No MSH where a message should begin. */
        NO_HEADER(true),
        /** Bytes that mean nothing in the configured character set; they read as U+FFFD. */
        UNDECODABLE_BYTES(true);

        private final boolean contentLost;

        Kind(boolean contentLost) {
            this.contentLost = contentLost;
        }

        /** True when something the sender said cannot be read from what was received. */
        public boolean contentLost() {
            return contentLost;
        }
    }

    public Hl7Fault {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("fault at " + from + ".." + to + ": expected 0 <= from <= to");
        }
    }
}
