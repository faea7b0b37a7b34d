package org.aliquot.ingest.hapi.current;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Bytes of a line that are used again and again. */
public final class JsonLine extends ByteArrayOutputStream {
    private static final int USUAL = 4_096;

    public JsonLine() {
        super(USUAL);
    }

    /** Valid up to {@link #size()}, until something is written. */
    public byte[] bytes() {
        return buf;
    }

    /** With a line feed behind it. */
    public void writeLineTo(OutputStream out) throws IOException {
        write('\n');
        out.write(buf, 0, count);
    }
}
