package org.aliquot.protocol.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEvent;

/** Reads the HL7 v2 messages in raw bytes of any form: MLLP blocks, one or several, or bare messages. */
public final class Hl7Reader {
    private Hl7Reader() {}

    /**
     * Reads raw bytes.
     *
     * @param charset the device's configured character set; it wins over MSH-18. Bytes it cannot decode read as U+FFFD and
     *     are reported
     */
    public static Hl7Conversation read(byte[] raw, Charset charset) {
        Objects.requireNonNull(raw, "raw");
        SegmentReader segments = new SegmentReader(charset);
        BareText bare = new BareText(raw, segments);
        MllpDecoder decoder = new MllpDecoder(Math.max(raw.length, 4));
        decoder.feed(ByteBuffer.wrap(raw), event -> take(event, segments, bare));
        decoder.finish(event -> take(event, segments, bare));
        bare.end();
        return new Hl7Conversation(segments.messages(), segments.faults().faults());
    }

    private static void take(MllpEvent event, SegmentReader segments, BareText bare) {
        if (event instanceof MllpEvent.Block block) {
            bare.end();
            block(block.payload(), (int) block.payloadFrom(), true, segments);
        } else if (event instanceof MllpEvent.Stray stray && stray.unfinished()) {
            bare.end();
            segments.faults()
                    .add(
                            Hl7Fault.Kind.UNFINISHED_BLOCK,
                            (int) stray.from(),
                            (int) stray.to(),
                            "block of " + stray.raw().length + " bytes without its end (1C)");
            segments.read(stray.raw(), 1, stray.raw().length, (int) stray.from(), false);
        } else if (event instanceof MllpEvent.Stray stray) {
            bare.extend((int) stray.from(), (int) stray.to());
        }
    }

    private static void block(byte[] payload, int offset, boolean complete, SegmentReader segments) {
        List<Hl7Message> messages = segments.messages();
        int before = messages.size();
        segments.read(payload, 0, payload.length, offset, complete);
        if (messages.size() == before) {
            segments.faults()
                    .add(
                            Hl7Fault.Kind.NO_HEADER,
                            offset,
                            offset + payload.length,
                            "block of " + payload.length + " bytes without MSH");
        }
    }

    /** Bytes outside blocks, which the decoder hands over in pieces. */
    private static final class BareText {
        private final byte[] raw;
        private final SegmentReader segments;
        private int from;
        private int to;

        BareText(byte[] raw, SegmentReader segments) {
            this.raw = raw;
            this.segments = segments;
        }

        void extend(int pieceFrom, int pieceTo) {
            if (from == to) {
                from = pieceFrom;
            }
            to = pieceTo;
        }

        void end() {
            if (from < to) {
                segments.read(raw, from, to, 0, true);
            }
            from = 0;
            to = 0;
        }
    }
}
