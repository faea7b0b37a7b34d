package org.aliquot.server.generate;

import java.io.IOException;

/** Where lines go. */
public interface LineSink {
    /**
     * Takes one resource.
     *
     * @param line its JSON and a line feed, UTF-8; valid during the call only
     */
    void accept(ResourceKind kind, byte[] line, int length) throws IOException;
}
