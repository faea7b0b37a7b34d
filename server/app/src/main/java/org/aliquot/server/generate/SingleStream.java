package org.aliquot.server.generate;

import java.io.IOException;
import java.io.OutputStream;

/** All resources in one stream, in the order generated: whatever a line refers to stands above it. */
public final class SingleStream implements LineSink {
    private final OutputStream out;

    /** The stream should be buffered; it is not closed here. */
    public SingleStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void accept(ResourceKind kind, byte[] line, int length) throws IOException {
        out.write(line, 0, length);
    }
}
