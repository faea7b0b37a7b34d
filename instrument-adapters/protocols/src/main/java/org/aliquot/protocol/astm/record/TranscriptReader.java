package org.aliquot.protocol.astm.record;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.astm.link.FrameAcceptor;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;

/** Turns the events of one transcript into record text, session by session. */
final class TranscriptReader {
    private final FrameAcceptor acceptor;
    private final List<AstmFault> faults = new ArrayList<>();
    private final MessageAssembler messages;

    /** What came since the last ENQ or EOT. */
    private final List<LinkEvent> session = new ArrayList<>();

    private boolean framed;

    /** Rejected frames that may still be sent again correctly. */
    private final List<Rejected> pending = new ArrayList<>();

    /** Noise since the last accepted frame: it may have been one. */
    private boolean noise;

    private int verified;
    private int duplicates;
    private int rejected;

    private record Rejected(int number, int from, int to, String why) {}

    TranscriptReader(byte[] raw, Charset charset, FrameNumbering numbering) {
        this.acceptor = new FrameAcceptor(numbering);
        this.messages = new MessageAssembler(raw, charset, faults);
    }

    void take(LinkEvent event) {
        if (event instanceof LinkEvent.Enq) {
            endSession();
            acceptor.sessionStarted();
        } else if (event instanceof LinkEvent.Eot) {
            endSession();
        } else if (event instanceof LinkEvent.Ack || event instanceof LinkEvent.Nak) {
            // The other side's answers, in a capture of both; the acceptor gives the verdict again.
            return;
        } else {
            session.add(event);
            framed |= !(event instanceof LinkEvent.Stray);
        }
    }

    AstmConversation finish() {
        endSession();
        return new AstmConversation(
                messages.messages(), faults, new AstmConversation.FrameCounts(verified, duplicates, rejected));
    }

    private void endSession() {
        for (LinkEvent event : session) {
            if (event instanceof LinkEvent.Frame frame) {
                verified++;
                frame(frame);
            } else if (event instanceof LinkEvent.BadFrame bad) {
                reject(bad.number(), bad, bad.fault().name());
            } else if (event instanceof LinkEvent.Stray stray) {
                stray(stray);
            }
        }
        session.clear();
        framed = false;
        noise = false;
        reportPending();
        messages.endSession();
        acceptor.joinedMidway();
    }

    /** Among frames, bytes without a checksum prove nothing; where there are no frames they are bare records. */
    private void stray(LinkEvent.Stray stray) {
        if (!framed) {
            messages.bareText((int) stray.from(), (int) stray.to());
        } else if (!stray.isLineEnd()) {
            noise = true;
            faults.add(new AstmFault(
                    AstmFault.Kind.STRAY_BYTES,
                    (int) stray.from(),
                    (int) stray.to(),
                    stray.raw().length + " bytes between frames"));
        }
    }

    private void frame(LinkEvent.Frame frame) {
        FrameAcceptor.Verdict verdict = acceptor.judge(frame);
        switch (verdict) {
            case ACCEPTED -> accept(frame, acceptor.expected() >= 0);
            case ACCEPTED_MISNUMBERED -> acceptMisnumbered(frame);
            case DUPLICATE -> duplicates++;
            case OUT_OF_SEQUENCE, NUMBER_REUSED ->
                reject(
                        frame.number(),
                        frame,
                        verdict + " (number " + frame.number() + ", expected " + acceptor.expected() + ")");
        }
    }

    private void accept(LinkEvent.Frame frame, boolean inSequence) {
        acceptor.accepted(frame);
        // The expected number arrived, so whatever was rejected before it was this frame, badly sent.
        pending.removeIf(r -> inSequence || r.number() == frame.number());
        reportPending();
        noise = false;
        messages.frameText((int) frame.textFrom(), frame.text().length, frame.last());
    }

    private void acceptMisnumbered(LinkEvent.Frame frame) {
        faults.add(new AstmFault(
                AstmFault.Kind.MISNUMBERED_FRAME,
                (int) frame.from(),
                (int) frame.to(),
                "frame number " + frame.number() + ", expected " + acceptor.expected() + "; checksum right, taken"));
        if (noise) {
            messages.frameMissing();
        }
        accept(frame, false);
    }

    private void reject(int number, LinkEvent event, String why) {
        rejected++;
        pending.add(new Rejected(number, (int) event.from(), (int) event.to(), why));
    }

    private void reportPending() {
        for (Rejected r : pending) {
            faults.add(new AstmFault(
                    AstmFault.Kind.REJECTED_FRAME,
                    r.from(),
                    r.to(),
                    "frame rejected, " + r.why() + ", never made good"));
            messages.frameMissing();
        }
        pending.clear();
    }
}
