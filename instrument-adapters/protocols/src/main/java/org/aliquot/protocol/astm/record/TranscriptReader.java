package org.aliquot.protocol.astm.record;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.astm.link.FrameAcceptor;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;

/** Turns the events of one transcript into record text; asks {@link FrameAcceptor} what a live session would. */
final class TranscriptReader {
    private final FrameAcceptor acceptor;
    private final List<AstmFault> faults = new ArrayList<>();
    private final MessageAssembler messages;
    /** Rejected frames that may still be sent again correctly. */
    private final List<Rejected> pending = new ArrayList<>();

    private int verified;
    private int duplicates;
    private int rejected;

    private record Rejected(int number, int from, int to, String why) {}

    TranscriptReader(byte[] raw, Charset charset, FrameNumbering numbering) {
        this.acceptor = new FrameAcceptor(numbering);
        this.messages = new MessageAssembler(raw, charset, faults);
    }

    void take(LinkEvent event) {
        if (event instanceof LinkEvent.Frame frame) {
            verified++;
            frame(frame);
        } else if (event instanceof LinkEvent.BadFrame bad) {
            reject(bad.number(), bad, bad.fault().name());
        } else if (event instanceof LinkEvent.Stray stray) {
            if (!stray.isLineEnd() || messages.isReadingBareText()) {
                messages.bareText((int) stray.from(), (int) stray.to());
            }
        } else if (event instanceof LinkEvent.Enq) {
            endSession();
            acceptor.sessionStarted();
        } else if (event instanceof LinkEvent.Eot) {
            endSession();
        }
        // ACK and NAK in a transcript are the other side's answers; the acceptor gives the verdict again.
    }

    AstmConversation finish() {
        endSession();
        return new AstmConversation(
                messages.messages(), faults, new AstmConversation.FrameCounts(verified, duplicates, rejected));
    }

    private void frame(LinkEvent.Frame frame) {
        FrameAcceptor.Verdict verdict = acceptor.judge(frame);
        switch (verdict) {
            case ACCEPTED, ACCEPTED_MISNUMBERED -> accept(frame, verdict);
            case DUPLICATE -> duplicates++;
            case OUT_OF_SEQUENCE, NUMBER_REUSED ->
                reject(
                        frame.number(),
                        frame,
                        verdict + " (number " + frame.number() + ", expected " + acceptor.expected() + ")");
        }
    }

    private void accept(LinkEvent.Frame frame, FrameAcceptor.Verdict verdict) {
        boolean inSequence = verdict == FrameAcceptor.Verdict.ACCEPTED && acceptor.expected() >= 0;
        int expected = acceptor.expected();
        acceptor.accepted(frame);
        // The expected number arrived, so whatever was rejected before it was this frame, badly sent.
        pending.removeIf(r -> inSequence || r.number() == frame.number());
        reportPending();
        if (verdict == FrameAcceptor.Verdict.ACCEPTED_MISNUMBERED) {
            faults.add(new AstmFault(
                    AstmFault.Kind.MISNUMBERED_FRAME,
                    (int) frame.from(),
                    (int) frame.to(),
                    "frame number " + frame.number() + ", expected " + expected + "; checksum right, taken"));
        }
        messages.frameText((int) frame.textFrom(), frame.text().length, frame.last());
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
            messages.frameMissing(r.from(), r.to());
        }
        pending.clear();
    }

    private void endSession() {
        reportPending();
        messages.endSession();
        acceptor.joinedMidway();
    }
}
