package org.aliquot.protocol.mllp;

/** Wraps a message into one MLLP block. */
public final class MllpEncoder {
    private MllpEncoder() {}

    /**
     * {@code 0B payload 1C 0D}.
     *
     * @throws IllegalArgumentException when the payload holds 0B or 1C: the receiver would cut it there
     */
    public static byte[] block(byte[] payload) {
        byte[] block = new byte[payload.length + 3];
        block[0] = MllpDecoder.START;
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == MllpDecoder.START || payload[i] == MllpDecoder.END) {
                throw new IllegalArgumentException("payload byte " + i + " is "
                        + (payload[i] == MllpDecoder.START ? "0B" : "1C") + ": MLLP cannot carry it; escape it first");
            }
            block[i + 1] = payload[i];
        }
        block[payload.length + 1] = MllpDecoder.END;
        block[payload.length + 2] = MllpDecoder.CR;
        return block;
    }
}
