package org.aliquot.protocol.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.aliquot.protocol.astm.link.FrameAcceptor.Verdict;
import org.junit.jupiter.api.Test;

class FrameAcceptorTest {
    @Test
    void aSessionBeginsWithFrameOne() {
        FrameAcceptor acceptor = session(FrameNumbering.STRICT);
        assertThat(acceptor.judge(frame(0, "A"))).isEqualTo(Verdict.OUT_OF_SEQUENCE);
        assertThat(acceptor.judge(frame(2, "A"))).isEqualTo(Verdict.OUT_OF_SEQUENCE);
        assertThat(acceptor.judge(frame(1, "A"))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void numbersRunToSevenThenZero() {
        FrameAcceptor acceptor = session(FrameNumbering.STRICT);
        for (int number : new int[] {1, 2, 3, 4, 5, 6, 7, 0, 1, 2}) {
            take(acceptor, frame(number, "A"), Verdict.ACCEPTED);
        }
    }

    @Test
    void aCaptureMayBeginWithAnyNumber() {
        FrameAcceptor acceptor = new FrameAcceptor(FrameNumbering.STRICT);
        take(acceptor, frame(7, "A"), Verdict.ACCEPTED);
        take(acceptor, frame(0, "B"), Verdict.ACCEPTED);
    }

    @Test
    void theSameFrameAgainIsADuplicate() {
        for (FrameNumbering numbering : FrameNumbering.values()) {
            FrameAcceptor acceptor = session(numbering);
            take(acceptor, frame(1, "A"), Verdict.ACCEPTED);
            assertThat(acceptor.judge(frame(1, "A"))).isEqualTo(Verdict.DUPLICATE);
        }
    }

    @Test
    void theSameNumberWithOtherTextIsNoDuplicate() {
        FrameAcceptor strict = session(FrameNumbering.STRICT);
        take(strict, frame(1, "A"), Verdict.ACCEPTED);
        assertThat(strict.judge(frame(1, "B"))).isEqualTo(Verdict.NUMBER_REUSED);

        FrameAcceptor tolerant = session(FrameNumbering.TOLERANT);
        take(tolerant, frame(1, "A"), Verdict.ACCEPTED);
        take(tolerant, frame(1, "B"), Verdict.ACCEPTED_MISNUMBERED);
        take(tolerant, frame(2, "C"), Verdict.ACCEPTED);
    }

    @Test
    void equalTextUnderTheNextNumberIsNew() {
        FrameAcceptor acceptor = session(FrameNumbering.STRICT);
        take(acceptor, frame(1, "A"), Verdict.ACCEPTED);
        take(acceptor, frame(2, "A"), Verdict.ACCEPTED);
    }

    @Test
    void aGapIsRefusedAndTheExpectedFrameStillTaken() {
        FrameAcceptor acceptor = session(FrameNumbering.STRICT);
        take(acceptor, frame(1, "A"), Verdict.ACCEPTED);
        assertThat(acceptor.judge(frame(3, "C"))).isEqualTo(Verdict.OUT_OF_SEQUENCE);
        take(acceptor, frame(2, "B"), Verdict.ACCEPTED);
    }

    @Test
    void judgingAloneChangesNothing() {
        FrameAcceptor acceptor = session(FrameNumbering.STRICT);
        assertThat(acceptor.judge(frame(1, "A"))).isEqualTo(Verdict.ACCEPTED);
        assertThat(acceptor.judge(frame(1, "A"))).isEqualTo(Verdict.ACCEPTED);
    }

    private static FrameAcceptor session(FrameNumbering numbering) {
        FrameAcceptor acceptor = new FrameAcceptor(numbering);
        acceptor.sessionStarted();
        return acceptor;
    }

    private static void take(FrameAcceptor acceptor, LinkEvent.Frame frame, Verdict expected) {
        assertThat(acceptor.judge(frame)).isEqualTo(expected);
        acceptor.accepted(frame);
    }

    private static LinkEvent.Frame frame(int number, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new LinkEvent.Frame(0, number, bytes, true, FrameEncoder.frame(number, bytes, true));
    }
}
