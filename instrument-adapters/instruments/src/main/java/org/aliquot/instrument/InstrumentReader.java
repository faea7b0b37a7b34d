package org.aliquot.instrument;

import org.aliquot.lab.Transcript;

/**
 * Reads whole transcripts of one device: protocol and dialect joined. What the gateway and {@code aliquot convert} call.
 *
 * <p>Pure, and safe for use by several threads.
 */
public interface InstrumentReader {
    /**
     * Reads all messages of a transcript. Never throws over its content: what cannot be read becomes a fault, and the
     * other messages still come out.
     */
    Reading read(Transcript raw);
}
