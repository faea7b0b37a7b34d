package org.aliquot.protocol.astm.record;

import java.util.BitSet;
import org.aliquot.protocol.astm.link.FrameAcceptor;
import org.aliquot.protocol.astm.link.LinkEvent;

/** A first look over a transcript: what can only be known from what comes later. */
final class TranscriptOutline {
    private final BitSet sessionsWithFrames = new BitSet();
    private final BitSet repeatedFrames = new BitSet();
    private int session;
    private int frames;
    private LinkEvent.Frame last;

    void take(LinkEvent event) {
        if (event instanceof LinkEvent.Enq || event instanceof LinkEvent.Eot) {
            session++;
            last = null;
        } else if (event instanceof LinkEvent.BadFrame) {
            sessionsWithFrames.set(session);
        } else if (event instanceof LinkEvent.Frame frame) {
            sessionsWithFrames.set(session);
            if (last != null && FrameAcceptor.isRepeat(frame, last)) {
                repeatedFrames.set(frames - 1);
            }
            last = frame;
            frames++;
        }
    }

    /** True when the session, counted from 0 by each ENQ and EOT, holds anything that began as a frame. */
    boolean hasFrames(int sessionOrdinal) {
        return sessionsWithFrames.get(sessionOrdinal);
    }

    /** True when the next frame of the session is the same again. */
    boolean isRepeated(int frameOrdinal) {
        return repeatedFrames.get(frameOrdinal);
    }
}
