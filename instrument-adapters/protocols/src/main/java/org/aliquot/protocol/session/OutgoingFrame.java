package org.aliquot.protocol.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameEncoder;

/**
 * The text of one frame to be sent; its number is given when it goes out.
 *
 * @param last true to end with ETX, false with ETB
 */
public record OutgoingFrame(byte[] text, boolean last) {
    public OutgoingFrame {
        Objects.requireNonNull(text, "text");
    }

    /** The usual form: each record begins a frame; only a record longer than {@code maxText} takes several (§6.3.1.1). */
    public static List<OutgoingFrame> recordPerFrame(byte[] messageText, int maxText) {
        List<OutgoingFrame> frames = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < messageText.length; i++) {
            if (messageText[i] == Control.CR || i == messageText.length - 1) {
                frames.addAll(messagePerFrame(Arrays.copyOfRange(messageText, from, i + 1), maxText));
                from = i + 1;
            }
        }
        return frames;
    }

    /** The form of Sysmex, Roche and others: the whole message in one frame, cut only at {@code maxText}. */
    public static List<OutgoingFrame> messagePerFrame(byte[] messageText, int maxText) {
        List<byte[]> pieces = FrameEncoder.split(messageText, maxText);
        List<OutgoingFrame> frames = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            frames.add(new OutgoingFrame(pieces.get(i), i == pieces.size() - 1));
        }
        return frames;
    }

    /** The frame under a number. */
    byte[] bytes(int number) {
        return FrameEncoder.frame(number, text, last);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutgoingFrame that && last == that.last && Arrays.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(text) + Boolean.hashCode(last);
    }

    /** Never the text: it names patients. */
    @Override
    public String toString() {
        return "OutgoingFrame[" + text.length + " bytes, " + (last ? "ETX" : "ETB") + "]";
    }
}
