package org.aliquot.ingest.job.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952), all members of it, to the very end of the bytes.
 *
 * <p>{@link java.util.zip.GZIPInputStream} takes a moment in which nothing has come for the end, and so does it with a damaged member behind a
 * good one: what follows would be lost without a word.
 */
public final class Gunzip extends InputStream {
    private static final int BUFFER = 64 * 1024;
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xe0;

    /** MTIME, XFL and OS. */
    private static final int NOT_LOOKED_AT = 6;

    private final InputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int limit;
    private boolean isInMember;
    private boolean isFirst = true;
    private boolean isEnded;

    /** @param packed is closed along with this */
    public Gunzip(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Returns what has come; waits only where nothing has.
     *
     * @throws EOFException where it breaks off
     * @throws ZipException where it is damaged, or something else follows it
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!isEnded) {
            if (!isInMember && !begin()) {
                isEnded = true;
                break;
            }
            int n = inflate(bytes, offset, length);
            if (n > 0) {
                checksum.update(bytes, offset, n);
                return n;
            }
            if (inflater.finished()) {
                end();
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        if (inflater.needsInput() && !inflater.finished()) {
            if (next == limit && !fill()) {
                throw new EOFException("gzip breaks off within a member");
            }
            inflater.setInput(buffer, next, limit - next);
            next = limit;
        }
        try {
            int n = inflater.inflate(bytes, offset, length);
            if (n == 0 && inflater.needsDictionary()) {
                throw new ZipException("gzip needs a dictionary, which RFC 1952 knows nothing of");
            }
            return n;
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage() == null ? "gzip is damaged" : e.getMessage());
        }
    }

    /** Reads a member's header; false at the end of the bytes. Zeros behind the last member are padding, as tapes have it. */
    private boolean begin() throws IOException {
        int first = nextOrEnd();
        boolean isPadded = false;
        while (first == 0 && !isFirst) {
            isPadded = true;
            first = nextOrEnd();
        }
        if (first < 0) {
            return false;
        }
        if (isPadded || first != MAGIC_1 || next() != MAGIC_2) {
            throw new ZipException(isFirst ? "not gzip" : "something that is not gzip follows a member");
        }
        if (next() != DEFLATE) {
            throw new ZipException("gzip by a method other than deflate");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("gzip with flags that RFC 1952 does not know");
        }
        pass(NOT_LOOKED_AT);
        if ((flags & EXTRA) != 0) {
            pass(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            passText();
        }
        if ((flags & COMMENT) != 0) {
            passText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            pass(2);
        }
        inflater.reset();
        checksum.reset();
        isInMember = true;
        isFirst = false;
        return true;
    }

    /** Checks a member's trailer. */
    private void end() throws IOException {
        next = limit - inflater.getRemaining();
        long size = inflater.getBytesWritten();
        if (number() != checksum.getValue()) {
            throw new ZipException("gzip's checksum does not fit");
        }
        if (number() != (size & 0xffff_ffffL)) {
            throw new ZipException("gzip's length does not fit");
        }
        isInMember = false;
    }

    private long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            number |= (long) next() << shift;
        }
        return number;
    }

    private void pass(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void passText() throws IOException {
        while (next() != 0) {
            // A file's name is nothing to us.
        }
    }

    private int next() throws IOException {
        int next = nextOrEnd();
        if (next < 0) {
            throw new EOFException("gzip breaks off");
        }
        return next;
    }

    private int nextOrEnd() throws IOException {
        return next < limit || fill() ? buffer[next++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        int n;
        do {
            n = packed.read(buffer, 0, buffer.length);
        } while (n == 0);
        next = 0;
        limit = Math.max(0, n);
        return n > 0;
    }

    /** 1 where something has come that was not unpacked yet, or is in the stream beneath; a producer may be slow. */
    @Override
    public int available() throws IOException {
        if (isEnded) {
            return 0;
        }
        boolean isAtHand = next < limit || isInMember && !inflater.needsInput() || packed.available() > 0;
        return isAtHand ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        isEnded = true;
        inflater.end();
        packed.close();
    }
}
