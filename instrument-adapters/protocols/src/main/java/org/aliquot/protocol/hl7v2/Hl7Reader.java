package org.aliquot.protocol.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import org.aliquot.protocol.hl7v2.SegmentReader.Whole;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEvent;
import org.aliquot.protocol.mllp.MllpFraming;

/** Reads the HL7 v2 messages in raw bytes of any form: MLLP blocks, one or several, or bare messages. */
public final class Hl7Reader {
    private Hl7Reader() {}

    /** Reads raw bytes as {@link #read(byte[], Charset, MllpFraming)} does those of a file: blocks are optional. */
    public static Hl7Conversation read(byte[] raw, Charset charset) {
        return read(raw, charset, MllpFraming.OPTIONAL);
    }

    /**
     * Reads raw bytes.
     *
     * @param charset the device's configured character set; it wins over MSH-18. Bytes it cannot decode read as U+FFFD and
     *     are reported
     * @param framing where blocks are required, a message outside any is not {@linkplain Hl7Message#complete complete}
     */
    public static Hl7Conversation read(byte[] raw, Charset charset, MllpFraming framing) {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(framing, "framing");
        SegmentReader segments = new SegmentReader(charset);
        BareText bare = new BareText(raw, segments, framing);
        MllpDecoder decoder = new MllpDecoder(Math.max(raw.length, 4));
        decoder.feed(ByteBuffer.wrap(raw), event -> take(event, segments, bare));
        decoder.finish(event -> take(event, segments, bare));
        bare.end();
        return new Hl7Conversation(segments.messages(), segments.faults().faults());
    }

    private static void take(MllpEvent event, SegmentReader segments, BareText bare) {
        if (event instanceof MllpEvent.Block block) {
            bare.end();
            block(block.payload(), (int) block.payloadFrom(), segments);
        } else if (event instanceof MllpEvent.Stray stray && stray.unfinished()) {
            bare.end();
            segments.faults()
                    .add(
                            Hl7Fault.Kind.UNFINISHED_BLOCK,
                            (int) stray.from(),
                            (int) stray.to(),
                            "block of " + stray.raw().length + " bytes without its end (1C)");
            segments.read(stray.raw(), 1, stray.raw().length, (int) stray.from(), Whole.BUT_THE_LAST);
        } else if (event instanceof MllpEvent.Stray stray) {
            bare.extend((int) stray.from(), (int) stray.to());
        }
    }

    private static void block(byte[] payload, int offset, SegmentReader segments) {
        List<Hl7Message> messages = segments.messages();
        int before = messages.size();
        segments.read(payload, 0, payload.length, offset, Whole.ALL);
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
        private final Whole whole;
        private int from;
        private int to;

        BareText(byte[] raw, SegmentReader segments, MllpFraming framing) {
            this.raw = raw;
            this.segments = segments;
            this.whole = framing == MllpFraming.OPTIONAL ? Whole.ALL : Whole.NONE;
        }

        void extend(int pieceFrom, int pieceTo) {
            if (from == to) {
                from = pieceFrom;
            }
            to = pieceTo;
        }

        void end() {
            if (from < to) {
                segments.read(raw, from, to, 0, whole);
            }
            from = 0;
            to = 0;
        }
    }
}
