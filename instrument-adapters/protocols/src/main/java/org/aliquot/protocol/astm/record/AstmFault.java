package org.aliquot.protocol.astm.record;

import java.util.Objects;

/**
 * Something wrong in a conversation, and where.
 *
 * @param from first byte in the raw input, counted from 0
 * @param to one past the last byte
 * @param text what is wrong, for an operator; holds no data of the message
 */
public record AstmFault(Kind kind, int from, int to, String text) {
    /** What is wrong. */
    public enum Kind {
        /** A frame was rejected and never sent again correctly: its content is missing. */
        REJECTED_FRAME(true),
        /** A frame was taken though its number is wrong; nothing shows whether another is missing. */
        MISNUMBERED_FRAME(false),
        /** Bytes that belong to no frame or record. */
        STRAY_BYTES(false),
        /** A message without its H or without its L. */
        INCOMPLETE_MESSAGE(true),
        /** A line that is no record: it does not begin with a record type and a field delimiter. */
        MALFORMED_RECORD(true),
        /** Bytes that mean nothing in the configured character set; they read as U+FFFD. */
        UNDECODABLE_BYTES(true);

        private final boolean contentLost;

        Kind(boolean contentLost) {
            this.contentLost = contentLost;
        }

        /** True when something the instrument said cannot be read from what was received. */
        public boolean contentLost() {
            return contentLost;
        }
    }

    public AstmFault {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("fault at " + from + ".." + to + ": expected 0 <= from <= to");
        }
    }
}
