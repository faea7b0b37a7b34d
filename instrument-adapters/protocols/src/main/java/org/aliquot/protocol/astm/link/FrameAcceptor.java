package org.aliquot.protocol.astm.link;

import java.util.Arrays;
import java.util.Objects;

/**
 * Decides whether a frame is new, a repeat or wrong, by its number (LIS01-A2 §6.3.2, §6.5.1.1). The live session and the
 * reader of kept transcripts both ask this class, so that what was acknowledged is what is read.
 *
 * <p>Numbers run 1 to 7, then 0. A repeat of the last accepted frame means that our ACK was late or lost: acknowledge it
 * again and drop it. The same number with other text is not a repeat: some instruments number wrongly, and
 * acknowledging it without keeping it would lose a result.
 */
public final class FrameAcceptor {
    /** What to do with a frame. */
    public enum Verdict {
        /** New: keep, then acknowledge. */
        ACCEPTED,
        /** New, though its number is wrong: keep, acknowledge, report. Only under {@link FrameNumbering#TOLERANT}. */
        ACCEPTED_MISNUMBERED,
        /** Repeats the last accepted frame: acknowledge, do not keep twice. */
        DUPLICATE,
        /** Not acceptable here: {@link FrameFault#OUT_OF_SEQUENCE}. */
        OUT_OF_SEQUENCE,
        /** Not acceptable here: {@link FrameFault#NUMBER_REUSED}. */
        NUMBER_REUSED
    }

    private static final int NUMBERS = 8;
    private static final int ANY = -1;

    private final FrameNumbering numbering;
    private int expected = ANY;
    private LinkEvent.Frame last;

    public FrameAcceptor(FrameNumbering numbering) {
        this.numbering = Objects.requireNonNull(numbering, "numbering");
    }

    /** ENQ was answered: the first frame is number 1. */
    public void sessionStarted() {
        expected = 1;
        last = null;
    }

    /** A capture begins somewhere in a session: any number may come first. */
    public void joinedMidway() {
        expected = ANY;
        last = null;
    }

    /** The number the next new frame must have, or -1 when any may come. */
    public int expected() {
        return expected;
    }

    /** Judges a frame without remembering it: follow with {@link #accepted} once it is kept. */
    public Verdict judge(LinkEvent.Frame frame) {
        if (expected == ANY || frame.number() == expected) {
            return Verdict.ACCEPTED;
        }
        if (last != null && isRepeat(frame, last)) {
            return Verdict.DUPLICATE;
        }
        if (numbering == FrameNumbering.TOLERANT) {
            return Verdict.ACCEPTED_MISNUMBERED;
        }
        return last != null && frame.number() == last.number() ? Verdict.NUMBER_REUSED : Verdict.OUT_OF_SEQUENCE;
    }

    /** The frame is kept: the next one has the next number. */
    public void accepted(LinkEvent.Frame frame) {
        last = frame;
        expected = (frame.number() + 1) % NUMBERS;
    }

    /** True when a frame is another one sent again: same number, same text, same end. */
    public static boolean isRepeat(LinkEvent.Frame frame, LinkEvent.Frame earlier) {
        return frame.number() == earlier.number()
                && frame.last() == earlier.last()
                && Arrays.equals(frame.text(), earlier.text());
    }
}
