package org.aliquot.protocol.hl7v2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.aliquot.protocol.WireCharset;

/** Cuts text into segments and messages: a line beginning with MSH begins a message. */
final class SegmentReader {
    /** Beyond it, noise would fill the memory with segments. */
    static final int MOST_SEGMENTS = 500_000;

    /** Which messages of a stretch are known to be whole. */
    enum Whole {
        ALL,
        /** The last one may have been longer. */
        BUT_THE_LAST,
        NONE
    }

    private static final byte CR = 0x0D;
    private static final byte LF = 0x0A;
    private static final byte FS = 0x1C;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Envelopes of files and batches (HL7 v2.5.1 §2.10.3): they hold messages and are none. */
    private static final Set<String> ENVELOPES = Set.of("FHS", "BHS", "BTS", "FTS");

    private final Charset charset;
    private final List<Hl7Message> messages = new ArrayList<>();
    private final FaultLog faults = new FaultLog();

    private final List<Hl7Segment> segments = new ArrayList<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private Hl7Delimiters delimiters = Hl7Delimiters.USUAL;

    /** A line taken and not yet made a segment: the next line may continue it. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    /** Whether the line ends amid the data of an OBX of type ED: some wrap base64 as mail does, by CR LF. */
    private boolean amidData;

    private int heldFrom;
    private int heldTo;
    private int segmentCount;
    private boolean cut;

    SegmentReader(Charset charset) {
        this.charset = WireCharset.require(charset);
    }

    List<Hl7Message> messages() {
        return messages;
    }

    FaultLog faults() {
        return faults;
    }

    /**
     * Reads a stretch: a block, a block without its end, or what stands between blocks.
     *
     * @param offset where {@code bytes[0]} stands in the raw input
     */
    void read(byte[] bytes, int from, int to, int offset, Whole whole) {
        int at = from + byteOrderMark(bytes, from, to);
        boolean afterLf = false;
        while (at < to) {
            int end = at;
            while (end < to && !endsLine(bytes[end])) {
                end++;
            }
            if (end > at) {
                line(bytes, at, end, offset, afterLf, whole != Whole.NONE);
            }
            boolean endedByLf = end < to && bytes[end] == LF;
            // CR LF ends a segment as CR does; only LF alone may be a line break inside a text.
            afterLf = end > at ? endedByLf : afterLf && endedByLf;
            at = end + 1;
        }
        endSegment();
        endMessage(whole == Whole.ALL);
    }

    /** FS stands in no text; outside a block it is the end of one whose beginning was lost. */
    private static boolean endsLine(byte b) {
        return b == CR || b == LF || b == FS;
    }

    private static int byteOrderMark(byte[] bytes, int from, int to) {
        if (to - from < BYTE_ORDER_MARK.length) {
            return 0;
        }
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (bytes[from + i] != BYTE_ORDER_MARK[i]) {
                return 0;
            }
        }
        return BYTE_ORDER_MARK.length;
    }

    /** @param beforeLast whether a message that ends because the next one begins is whole */
    private void line(byte[] bytes, int from, int to, int offset, boolean afterLf, boolean beforeLast) {
        byte[] line = Arrays.copyOfRange(bytes, from, to);
        if (startsMessage(line)) {
            endSegment();
            endMessage(beforeLast);
            delimiters = Hl7Delimiters.declaredBy(new String(line, charset));
            hold(line, offset + from, offset + to);
        } else if (isSegment(line)) {
            endSegment();
            hold(line, offset + from, offset + to);
        } else if (held.size() > 0 && (afterLf || amidData && continuesData(line))) {
            // A line break inside a text, sent raw; joined so that the text is not lost.
            held.write(LF);
            held.writeBytes(line);
            heldTo = offset + to;
            amidData = amidData && indexOf(line, delimiters.field(), 0) < 0;
        } else {
            endSegment();
            Hl7Fault.Kind kind = segments.isEmpty() ? Hl7Fault.Kind.STRAY_BYTES : Hl7Fault.Kind.MALFORMED_SEGMENT;
            faults.add(
                    kind,
                    offset + from,
                    offset + to,
                    "line that does not begin with a segment name and a field delimiter");
        }
    }

    private void hold(byte[] line, int from, int to) {
        held.writeBytes(line);
        heldFrom = from;
        heldTo = to;
        amidData = endsAmidData(line);
    }

    /** Whether OBX-5 is the last field that has begun, and OBX-2 is ED. */
    private boolean endsAmidData(byte[] line) {
        if (line.length < 4 || line[0] != 'O' || line[1] != 'B' || line[2] != 'X') {
            return false;
        }
        int[] starts = new int[6];
        int fields = 0;
        for (int at = indexOf(line, delimiters.field(), 0); at >= 0; at = indexOf(line, delimiters.field(), at + 1)) {
            if (++fields > 5) {
                return false;
            }
            starts[fields] = at + 1;
        }
        return fields == 5 && starts[3] - starts[2] == 3 && line[starts[2]] == 'E' && line[starts[2] + 1] == 'D';
    }

    /** Base64 or hexadecimal digits, and behind them at most the rest of the segment. */
    private boolean continuesData(byte[] line) {
        for (byte b : line) {
            if (b == (byte) delimiters.field()) {
                return true;
            }
            if (!isUpperOrDigit(b) && !(b >= 'a' && b <= 'z') && b != '+' && b != '/' && b != '=') {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] line, char wanted, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == (byte) wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsMessage(byte[] line) {
        return line.length > 4 && line[0] == 'M' && line[1] == 'S' && line[2] == 'H' && isDelimiter(line[3]);
    }

    private boolean isSegment(byte[] line) {
        if (line.length < 3 || !isUpper(line[0]) || !isUpperOrDigit(line[1]) || !isUpperOrDigit(line[2])) {
            return false;
        }
        boolean header = line[0] == 'M' && line[1] == 'S' && line[2] == 'H';
        return !header && (line.length == 3 || line[3] == (byte) delimiters.field());
    }

    private static boolean isDelimiter(byte b) {
        return b > ' ' && b < 0x7F && !Character.isLetterOrDigit((char) b);
    }

    private static boolean isUpper(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static boolean isUpperOrDigit(byte b) {
        return isUpper(b) || b >= '0' && b <= '9';
    }

    private void endSegment() {
        if (held.size() == 0) {
            return;
        }
        byte[] line = held.toByteArray();
        held.reset();
        Hl7Segment segment = new Hl7Segment(decode(line), delimiters, charset, heldFrom, heldTo);
        if (ENVELOPES.contains(segment.name())) {
            return;
        }
        if (segments.isEmpty() && !segment.name().equals("MSH")) {
            faults.add(Hl7Fault.Kind.NO_HEADER, heldFrom, heldTo, "segment before any MSH");
            return;
        }
        if (++segmentCount > MOST_SEGMENTS) {
            faults.add(
                    Hl7Fault.Kind.MALFORMED_SEGMENT,
                    heldFrom,
                    heldTo,
                    "more than " + MOST_SEGMENTS + " segments in one transcript; the rest is not read");
            cut = true;
            return;
        }
        segments.add(segment);
        text.writeBytes(line);
        text.write(CR);
    }

    private void endMessage(boolean complete) {
        if (segments.isEmpty()) {
            return;
        }
        int from = segments.get(0).from();
        int to = segments.get(segments.size() - 1).to();
        messages.add(new Hl7Message(segments, delimiters, charset, from, to, complete && !cut, text.toByteArray()));
        segments.clear();
        text.reset();
    }

    private String decode(byte[] line) {
        ByteBuffer in = ByteBuffer.wrap(line);
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in.duplicate())
                    .toString();
        } catch (CharacterCodingException undecodable) {
            faults.add(
                    Hl7Fault.Kind.UNDECODABLE_BYTES,
                    heldFrom,
                    heldTo,
                    "segment holds bytes that are not " + charset.name());
            return charset.decode(in).toString();
        }
    }
}
