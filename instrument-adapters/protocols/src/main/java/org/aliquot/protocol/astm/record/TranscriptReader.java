package org.aliquot.protocol.astm.record;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.astm.link.FrameAcceptor;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;

/** Turns the events of one transcript into record text, session by session. */
final class TranscriptReader {
    /** Rejected frames remembered one by one; noise makes any number of them. */
    private static final int MOST_PENDING = 1000;

    private final byte[] raw;
    private final FrameAcceptor acceptor;
    private final FaultLog faults = new FaultLog();
    private final MessageAssembler messages;
    private final TranscriptOutline outline;

    /** Rejected frames that may still be sent again correctly. */
    private final List<Rejected> pending = new ArrayList<>();

    /** Noise since the last accepted frame: it may have been one. */
    private boolean noise;

    private int session;
    private int frames;
    private int accepted;
    private int duplicates;
    private int rejected;
    private LinkEvent.Frame refused;

    /** @param isSound whether its checksum was right, so that its number is the one that was sent */
    private record Rejected(int number, int from, int to, boolean isSound, String why) {}

    TranscriptReader(byte[] raw, Charset charset, FrameNumbering numbering, TranscriptOutline outline) {
        this.raw = raw;
        this.acceptor = new FrameAcceptor(numbering);
        this.messages = new MessageAssembler(raw, charset, faults);
        this.outline = outline;
    }

    void take(LinkEvent event) {
        if (event instanceof LinkEvent.Enq) {
            endSession();
            acceptor.sessionStarted();
        } else if (event instanceof LinkEvent.Eot) {
            endSession();
        } else if (event instanceof LinkEvent.Frame frame) {
            frame(frame, frames++);
        } else if (event instanceof LinkEvent.BadFrame bad) {
            reject(bad.number(), bad, false, bad.fault().name());
        } else if (event instanceof LinkEvent.Stray stray) {
            stray(stray);
        }
        // ACK and NAK are the other side's answers, in a capture of both; the acceptor gives the verdict again.
    }

    AstmConversation finish() {
        endSession();
        return new AstmConversation(
                messages.messages(),
                faults.faults(),
                new AstmConversation.FrameCounts(frames, accepted, duplicates, rejected));
    }

    private void endSession() {
        session++;
        noise = false;
        refused = null;
        reportPending();
        messages.endSession();
        acceptor.joinedMidway();
    }

    /** Among frames, bytes without a checksum prove nothing; where there are no frames they are bare records. */
    private void stray(LinkEvent.Stray stray) {
        if (!outline.hasFrames(session)) {
            messages.bareText((int) stray.from(), (int) stray.to());
        } else if (!stray.isLineEnd()) {
            noise = true;
            faults.add(
                    AstmFault.Kind.STRAY_BYTES,
                    (int) stray.from(),
                    (int) stray.to(),
                    "bytes between frames that belong to none");
        }
    }

    private void frame(LinkEvent.Frame frame, int ordinal) {
        FrameAcceptor.Verdict verdict = acceptor.judge(frame);
        switch (verdict) {
            case ACCEPTED -> accept(frame, acceptor.expected() >= 0);
            case ACCEPTED_MISNUMBERED -> {
                // Nobody repeats a frame that was taken: the live session refused this one, so it is refused here.
                if (outline.isRepeated(ordinal) || refused != null && FrameAcceptor.isRepeat(frame, refused)) {
                    refused = frame;
                    rejectByNumber(frame, "repeated on the line");
                } else {
                    acceptMisnumbered(frame);
                }
            }
            case DUPLICATE -> duplicates++;
            case OUT_OF_SEQUENCE, NUMBER_REUSED -> rejectByNumber(frame, verdict.toString());
        }
    }

    private void accept(LinkEvent.Frame frame, boolean inSequence) {
        accepted++;
        acceptor.accepted(frame);
        // The expected number arrived, so whatever was rejected before it was this frame, badly sent. Where numbers
        // prove
        // nothing, the damage may be in the number itself, and the frame another: that one would be lost unseen.
        pending.removeIf(
                r -> inSequence || r.number() == frame.number() && (r.isSound() || isTheSameButForAByte(r, frame)));
        reportPending();
        noise = false;
        messages.frameText((int) frame.textFrom(), frame.text().length, frame.last());
    }

    private boolean isTheSameButForAByte(Rejected bad, LinkEvent.Frame frame) {
        int length = bad.to() - bad.from();
        int from = (int) frame.from();
        if (length != (int) frame.to() - from) {
            return false;
        }
        int others = 0;
        for (int i = 0; i < length; i++) {
            others += raw[bad.from() + i] == raw[from + i] ? 0 : 1;
        }
        return others <= 1;
    }

    private void acceptMisnumbered(LinkEvent.Frame frame) {
        faults.add(
                AstmFault.Kind.MISNUMBERED_FRAME,
                (int) frame.from(),
                (int) frame.to(),
                "frame number " + frame.number() + ", expected " + acceptor.expected() + "; checksum right, taken");
        if (noise) {
            messages.frameMissing();
        }
        accept(frame, false);
    }

    private void rejectByNumber(LinkEvent.Frame frame, String why) {
        reject(frame.number(), frame, true, why + ": number " + frame.number() + ", expected " + acceptor.expected());
    }

    private void reject(int number, LinkEvent event, boolean isSound, String why) {
        rejected++;
        Rejected frame = new Rejected(number, (int) event.from(), (int) event.to(), isSound, why);
        if (pending.size() < MOST_PENDING) {
            pending.add(frame);
        } else {
            Rejected last = pending.remove(pending.size() - 1);
            pending.add(new Rejected(-1, last.from(), frame.to(), false, "with others after it"));
        }
    }

    private void reportPending() {
        for (Rejected r : pending) {
            faults.add(
                    AstmFault.Kind.REJECTED_FRAME,
                    r.from(),
                    r.to(),
                    "frame rejected (" + r.why() + "), never made good");
            messages.frameMissing();
        }
        pending.clear();
    }
}
