package org.aliquot.ingest.job.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.aliquot.ingest.SourceLine;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into lines at line feeds; a carriage return before one belongs to it. Blank lines are passed over, and so is
 * a byte order mark at the beginning. Holds one line at most, and none that is longer than allowed.
 */
public final class LineReader {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int NONE = -1;

    private final String source;
    private final InputStream bytes;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private int next;
    private int limit;
    private long number;
    private long offset;

    /**
     * @param source its name, for the lines
     * @param from where the first byte stands in the source
     * @param longest line that is taken, in bytes
     */
    public LineReader(String source, InputStream bytes, Position from, int longest) {
        this.source = Objects.requireNonNull(source, "source");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
        this.longest = longest;
        this.number = from.line();
        this.offset = from.offset();
    }

    /**
     * The next line that is not blank; null at the end. What follows the last line feed is a line too, if the source ends
     * as it should: a source that breaks off throws, and its last piece is no line.
     */
    public @Nullable Piece next() throws IOException {
        while (next < limit || fill()) {
            Piece piece = piece();
            if (!(piece instanceof Piece.Line line) || !isBlank(line.line().json())) {
                return piece;
            }
        }
        return null;
    }

    /**
     * Whether the next line can be had without waiting for its source: all of it, unless it is a long one, since whoever was told so keeps
     * the lines before it until then. What is wrong with the source {@link #next()} says.
     */
    public boolean isNextAtHand() {
        try {
            for (int looked = next; ; ) {
                for (; looked < limit; looked++) {
                    if (buffer[looked] == '\n') {
                        return true;
                    }
                }
                if (bytes.available() <= 0) {
                    return false;
                }
                looked -= next;
                moveToFront();
                if (limit == buffer.length) {
                    // A longer line than is looked ahead for; it is on its way.
                    return true;
                }
                // Hands out what has come, and waits for no more.
                int read = bytes.read(buffer, limit, buffer.length - limit);
                if (read < 0) {
                    return limit > 0;
                }
                limit += read;
            }
        } catch (IOException e) {
            return false;
        }
    }

    private void moveToFront() {
        System.arraycopy(buffer, next, buffer, 0, limit - next);
        limit -= next;
        next = 0;
    }

    private Piece piece() throws IOException {
        long start = offset;
        long length = 0;
        held.reset();
        number++;
        while (true) {
            int lineFeed = indexOfLineFeed();
            int end = lineFeed == NONE ? limit : lineFeed;
            length += end - next;
            offset += end - next;
            // One more for the carriage return.
            if (length <= longest + 1L) {
                held.write(buffer, next, end - next);
            }
            next = end;
            if (lineFeed != NONE) {
                next++;
                offset++;
                break;
            }
            if (!fill()) {
                break;
            }
        }
        return finished(start, length);
    }

    private Piece finished(long start, long length) {
        if (length > longest + 1L) {
            return new Piece.TooLong(number, start, offset);
        }
        byte[] line = held.toByteArray();
        if (line.length > 0 && line[line.length - 1] == '\r') {
            line = Arrays.copyOf(line, line.length - 1);
        }
        if (line.length > longest) {
            return new Piece.TooLong(number, start, offset);
        }
        if (start == 0 && beginsWithByteOrderMark(line)) {
            start = BYTE_ORDER_MARK.length;
            line = Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length);
        }
        return new Piece.Line(new SourceLine(source, number, start, line), offset);
    }

    private int indexOfLineFeed() {
        for (int i = next; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return NONE;
    }

    private boolean fill() throws IOException {
        int read;
        do {
            read = bytes.read(buffer);
        } while (read == 0);
        next = 0;
        limit = Math.max(0, read);
        return read > 0;
    }

    private static boolean beginsWithByteOrderMark(byte[] line) {
        return line.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
