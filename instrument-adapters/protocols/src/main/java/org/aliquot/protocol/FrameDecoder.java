package org.aliquot.protocol;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into frames, however the stream happens to be cut into reads.
 *
 * <p>Any split of the same bytes gives the same frames in the same order. Bytes that belong to no frame are frames too,
 * of a kind that says so: nothing is swallowed. Not thread-safe: one decoder for each connection.
 *
 * @param <F> what this link layer calls a frame
 */
public interface FrameDecoder<F> {
    /**
     * Takes all remaining bytes and hands over each frame they complete.
     *
     * @param in read to its limit
     * @param out called once for each frame, in order, before this returns
     */
    void feed(ByteBuffer in, Consumer<? super F> out);
}
