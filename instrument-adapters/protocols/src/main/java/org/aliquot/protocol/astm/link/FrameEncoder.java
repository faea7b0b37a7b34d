package org.aliquot.protocol.astm.link;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds frames: {@code STX FN text ETB|ETX C1 C2 CR LF} (LIS01-A2 §6.3.1). */
public final class FrameEncoder {
    /** Text bytes in a frame of E1381-95: 247 in all. */
    public static final int E1381_TEXT = 240;
    /** Text bytes in a frame of LIS01-A2 over TCP: 64,000 in all (§4.4.1). */
    public static final int LIS01_TCP_TEXT = 64_000 - 7;

    private FrameEncoder() {}

    /**
     * One frame.
     *
     * @param number 0 to 7
     * @param last true to end with ETX, false with ETB
     */
    public static byte[] frame(int number, byte[] text, boolean last) {
        if (number < 0 || number > 7) {
            throw new IllegalArgumentException("frame number " + number + ": expected 0 to 7");
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream(text.length + 7);
        frame.write(Control.STX);
        frame.write('0' + number);
        frame.writeBytes(text);
        frame.write(last ? Control.ETX : Control.ETB);
        byte[] summed = frame.toByteArray();
        String digits = Checksum.digits(Checksum.of(summed, 1, summed.length));
        frame.write(digits.charAt(0));
        frame.write(digits.charAt(1));
        frame.write(Control.CR);
        frame.write(Control.LF);
        return frame.toByteArray();
    }

    /**
     * Cuts one text into pieces for frames: every piece but the last goes out with ETB.
     *
     * @param maxText the most text bytes a frame may hold
     * @return at least one piece; an empty text is one empty piece
     */
    public static List<byte[]> split(byte[] text, int maxText) {
        if (maxText < 1) {
            throw new IllegalArgumentException("maxText " + maxText + ": expected at least 1");
        }
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(text.length, from + maxText);
            pieces.add(Arrays.copyOfRange(text, from, to));
            from = to;
        } while (from < text.length);
        return pieces;
    }
}
