package org.aliquot.protocol.astm.record;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.function.Consumer;
import org.aliquot.protocol.astm.link.AstmLinkDecoder;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;

/**
 * Reads the messages in raw bytes of any form: whole sessions (one or several), frames without ENQ and EOT, bare records
 * ended by CR, LF or CR LF; kept by the spool or captured by somebody.
 */
public final class AstmTranscripts {
    private AstmTranscripts() {}

    /**
     * Reads a capture: nobody can ask for a frame again, so a frame with a right checksum and a wrong number is taken and
     * reported ({@link FrameNumbering#TOLERANT}).
     *
     * <p>For bytes a live session kept, use {@link #read(byte[], Charset, FrameNumbering)} with that session's setting:
     * only then is what was refused on the line refused here.
     */
    public static AstmConversation read(byte[] raw, Charset charset) {
        return read(raw, charset, FrameNumbering.TOLERANT);
    }

    /**
     * Reads raw bytes, judging frames as a live session with the same setting does.
     *
     * @param charset the device's configured character set; bytes it cannot decode read as U+FFFD and are reported
     */
    public static AstmConversation read(byte[] raw, Charset charset, FrameNumbering numbering) {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(charset, "charset");
        TranscriptOutline outline = new TranscriptOutline();
        decode(raw, outline::take);
        TranscriptReader reader = new TranscriptReader(raw, charset, numbering, outline);
        decode(raw, reader::take);
        return reader.finish();
    }

    /** The live session had its limit; what it kept is read whatever its size. */
    private static void decode(byte[] raw, Consumer<LinkEvent> out) {
        AstmLinkDecoder decoder = new AstmLinkDecoder(Math.max(raw.length, 16));
        decoder.feed(ByteBuffer.wrap(raw), out);
        decoder.finish(out);
    }
}
