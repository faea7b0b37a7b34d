package org.aliquot.protocol.astm.record;

import java.util.List;
import java.util.Objects;

/**
 * One message, H to L.
 *
 * @param records in the order sent
 * @param from first byte in the raw input, counted from 0
 * @param to one past the last byte in the raw input
 * @param complete begins with H, ends with L, and no frame in between is known to be missing; only such a message may be
 *     filed as if the instrument had said all it wanted to say
 * @param text the records without framing, each ended by CR, in the bytes sent: the same message sent again has the same
 *     text however it is cut into frames; not copied, treat as read-only
 */
public record AstmMessage(List<AstmRecord> records, int from, int to, boolean complete, byte[] text) {
    public AstmMessage {
        records = List.copyOf(records);
        Objects.requireNonNull(text, "text");
    }

    /** Never the text: it names patients. */
    @Override
    public String toString() {
        return "AstmMessage[" + records.size() + " records, bytes " + from + ".." + to
                + (complete ? "" : ", incomplete") + "]";
    }
}
