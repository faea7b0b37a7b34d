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

    /** C|number|source|text|type: a comment has no more delimiters, and a damaged record that follows it has. */
    private static final int DELIMITERS_OF_COMMENT = 4;

    /** Nobody types more at an analyzer; noise without end is no comment. */
    private static final int MOST_LINES_OF_COMMENT = 100;

    private static final int MOST_BYTES_OF_COMMENT = 64 << 10;

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

    /** A comment that ended with LF: what follows may be more of its text. */
    private Line openComment;

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
            endRecord();
            bare = false;
        }
        append(from, from + length);
        if (last) {
            endRecord();
        }
    }

    /** Bytes outside frames: bare records, or noise. */
    void bareText(int from, int to) {
        if (!bare) {
            endRecord();
            bare = true;
        }
        append(from, to);
    }

    /** A frame inside the current message is lost. */
    void frameMissing() {
        // What was begun before the gap and what comes after it are not one record.
        endRecord();
        frameMissing = true;
    }

    void endSession() {
        endRecord();
        bare = false;
        endMessage(false);
        delimiters = AstmDelimiters.USUAL;
        frameMissing = false;
    }

    private void append(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = raw[i];
            if (b == Control.CR) {
                endRecord();
                continue;
            }
            if (b == Control.LF) {
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

    /** The end of a line that ends a record for certain: CR, or the end of what a record may run on in. */
    private void endRecord() {
        endLine();
        closeComment();
    }

    private void endLine() {
        if (line.size() == 0) {
            return;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        int skip = bare ? bareLead(bytes) : 0;
        Line read =
                new Line(decode(bytes, skip), Arrays.copyOfRange(bytes, skip, bytes.length), lineFrom + skip, lineTo);
        if (looksLikeRecord(read.decoded())) {
            closeComment();
            if (read.decoded().charAt(0) == 'C') {
                openComment = read;
            } else {
                record(read);
            }
        } else if (openComment != null && mayContinue(openComment, read)) {
            openComment = openComment.followedBy(read);
        } else {
            closeComment();
            notARecord();
        }
    }

    /** A line after a lone LF within a comment is text that somebody typed with a line break. */
    private boolean mayContinue(Line comment, Line next) {
        boolean bounded = comment.bytes().length + next.bytes().length <= MOST_BYTES_OF_COMMENT
                && comment.decoded().chars().filter(c -> c == '\n').count() < MOST_LINES_OF_COMMENT;
        return bounded
                && (comment.decoded() + next.decoded())
                                .chars()
                                .filter(c -> c == delimiters.field())
                                .count()
                        <= DELIMITERS_OF_COMMENT;
    }

    private void closeComment() {
        if (openComment != null) {
            record(openComment);
            openComment = null;
        }
    }

    private void record(Line line) {
        if (++recordCount > MOST_RECORDS) {
            frameMissing = true;
            faults.add(
                    AstmFault.Kind.MALFORMED_RECORD,
                    line.from(),
                    line.to(),
                    "more than " + MOST_RECORDS + " records in one transcript; the rest is not read");
            return;
        }
        String decoded = line.decoded();
        if (decoded.charAt(0) == 'H') {
            endMessage(false);
            delimiters = AstmDelimiters.declaredBy(decoded);
            headerSeen = true;
            // Whatever was lost before this header was not of this message.
            frameMissing = false;
        }
        records.add(new AstmRecord(decoded, delimiters, charset, line.from(), line.to()));
        text.writeBytes(line.bytes());
        text.write(Control.CR);
        if (decoded.charAt(0) == 'L') {
            endMessage(true);
        }
    }

    /** A line as text and as bytes, and where it stands. */
    private record Line(String decoded, byte[] bytes, int from, int to) {
        Line followedBy(Line next) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(bytes);
            both.write(Control.LF);
            both.writeBytes(next.bytes);
            return new Line(decoded + '\n' + next.decoded, both.toByteArray(), from, next.to);
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
