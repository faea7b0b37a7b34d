package org.aliquot.protocol.astm.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aliquot.protocol.WireCharset;
import org.aliquot.protocol.astm.link.Control;

/** Joins record text from frames or bare lines into records, and records into messages H to L. */
final class MessageAssembler {
    /** A month of an instrument's results in one session; beyond it, noise would fill the memory with records. */
    static final int MOST_RECORDS = 500_000;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] raw;
    private final Charset charset;
    private final FaultLog faults;
    private final List<AstmMessage> messages = new ArrayList<>();

    /** The record being read. */
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private int lineFrom;
    private int lineTo;
    private boolean bare;

    /** The message being read. */
    private final List<AstmRecord> records = new ArrayList<>();

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private AstmDelimiters delimiters = AstmDelimiters.USUAL;
    private boolean headerSeen;
    private boolean frameMissing;
    private int recordCount;

    MessageAssembler(byte[] raw, Charset charset, FaultLog faults) {
        this.raw = raw;
        this.charset = WireCharset.require(charset);
        this.faults = faults;
    }

    List<AstmMessage> messages() {
        return messages;
    }

    /** The text of one accepted frame. A record may run on into the next frame only after ETB (LIS01-A2 §6.3.1.1). */
    void frameText(int from, int length, boolean last) {
        if (bare) {
            endLine();
            bare = false;
        }
        append(from, from + length);
        if (last) {
            endLine();
        }
    }

    /** Bytes outside frames: bare records, or noise. */
    void bareText(int from, int to) {
        if (!bare) {
            endLine();
            bare = true;
        }
        append(from, to);
    }

    /** A frame inside the current message is lost. */
    void frameMissing() {
        // What was begun before the gap and what comes after it are not one record.
        endLine();
        frameMissing = true;
    }

    void endSession() {
        endLine();
        bare = false;
        endMessage(false);
        delimiters = AstmDelimiters.USUAL;
        frameMissing = false;
    }

    private void append(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = raw[i];
            if (b == Control.CR || b == Control.LF) {
                endLine();
                continue;
            }
            if (line.size() == 0) {
                lineFrom = i;
            }
            line.write(b);
            lineTo = i + 1;
        }
    }

    private void endLine() {
        if (line.size() == 0) {
            return;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        int skip = bare ? bareLead(bytes) : 0;
        String decoded = decode(bytes, skip);
        if (!looksLikeRecord(decoded)) {
            notARecord();
            return;
        }
        if (++recordCount > MOST_RECORDS) {
            frameMissing = true;
            faults.add(
                    AstmFault.Kind.MALFORMED_RECORD,
                    lineFrom,
                    lineTo,
                    "more than " + MOST_RECORDS + " records in one transcript; the rest is not read");
            return;
        }
        if (decoded.charAt(0) == 'H') {
            endMessage(false);
            delimiters = AstmDelimiters.declaredBy(decoded);
            headerSeen = true;
            // Whatever was lost before this header was not of this message.
            frameMissing = false;
        }
        records.add(new AstmRecord(decoded, delimiters, charset, lineFrom + skip, lineTo));
        text.write(bytes, skip, bytes.length - skip);
        text.write(Control.CR);
        if (decoded.charAt(0) == 'L') {
            endMessage(true);
        }
    }

    /**
     * How many bytes stand before a bare record: a byte order mark, an envelope's control characters (SOH, VT), or the
     * frame number some loggers leave when they strip STX and checksum, {@code 1H|\^&}.
     */
    private static int bareLead(byte[] bytes) {
        int at = startsWith(bytes, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        while (at < bytes.length - 1 && bytes[at] >= 0 && bytes[at] < ' ') {
            at++;
        }
        boolean numbered = bytes.length > at + 2
                && bytes[at] >= '0'
                && bytes[at] <= '7'
                && bytes[at + 1] >= 'A'
                && bytes[at + 1] <= 'Z';
        return numbered ? at + 1 : at;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private boolean looksLikeRecord(String decoded) {
        if (decoded.isEmpty()) {
            return false;
        }
        char type = decoded.charAt(0);
        if (type < 'A' || type > 'Z') {
            return false;
        }
        if (type == 'H') {
            return decoded.length() >= 2 && AstmDelimiters.isDelimiter(decoded.charAt(1));
        }
        return decoded.length() == 1 || decoded.charAt(1) == delimiters.field();
    }

    private void notARecord() {
        boolean noise = bare && records.isEmpty();
        faults.add(
                noise ? AstmFault.Kind.STRAY_BYTES : AstmFault.Kind.MALFORMED_RECORD,
                lineFrom,
                lineTo,
                noise ? "bytes that belong to no record" : "line that is no record");
    }

    private void endMessage(boolean terminated) {
        if (records.isEmpty()) {
            return;
        }
        int from = records.get(0).from();
        int to = records.get(records.size() - 1).to();
        boolean complete = headerSeen && terminated && !frameMissing;
        messages.add(new AstmMessage(records, from, to, complete, text.toByteArray()));
        if (!headerSeen || !terminated) {
            faults.add(
                    AstmFault.Kind.INCOMPLETE_MESSAGE,
                    from,
                    to,
                    "message without its " + (headerSeen ? "L record" : terminated ? "H record" : "H and L records"));
        }
        records.clear();
        text.reset();
        headerSeen = false;
        frameMissing = false;
    }

    private String decode(byte[] bytes, int skip) {
        ByteBuffer in = ByteBuffer.wrap(bytes, skip, bytes.length - skip);
        try {
            CharBuffer strict = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in.duplicate());
            return strict.toString();
        } catch (CharacterCodingException undecodable) {
            faults.add(
                    AstmFault.Kind.UNDECODABLE_BYTES,
                    lineFrom + skip,
                    lineTo,
                    "record holds bytes that are not " + charset.name());
            return charset.decode(in).toString();
        }
    }
}
