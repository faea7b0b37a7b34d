package org.aliquot.ingest.job.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bytes as they are once unpacked, whatever a name or header says: gzip is known by its first bytes (RFC 1952 2.3.1). */
public final class Unpacked {
    private static final int BUFFER = 64 * 1024;
    private static final int GZIP_1 = 0x1f;
    private static final int GZIP_2 = 0x8b;

    private Unpacked() {}

    /** The bytes, unpacked where they are gzip. */
    public static InputStream of(InputStream bytes) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(bytes, BUFFER);
        return isGzip(buffered) ? new Gunzip(buffered) : buffered;
    }

    /**
     * Goes forward to where a line begins.
     *
     * @throws SourceFailedException when none begins there: the source is not what it was
     */
    static InputStream at(long offset, InputStream unpacked) throws IOException {
        if (offset > 0) {
            try {
                unpacked.skipNBytes(offset - 1);
            } catch (EOFException e) {
                throw changed(offset);
            }
            requireLineFeed(unpacked, offset);
        }
        return unpacked;
    }

    /** Reads the byte before the offset, which ends a line. */
    static void requireLineFeed(InputStream unpacked, long offset) throws IOException {
        if (unpacked.read() != '\n') {
            throw changed(offset);
        }
    }

    static boolean isGzip(BufferedInputStream bytes) throws IOException {
        bytes.mark(2);
        boolean isGzip = bytes.read() == GZIP_1 && bytes.read() == GZIP_2;
        bytes.reset();
        return isGzip;
    }

    private static SourceFailedException changed(long offset) {
        return new SourceFailedException("has changed since the job began: no line begins at byte " + offset
                + " any more; load it as a new job");
    }
}
