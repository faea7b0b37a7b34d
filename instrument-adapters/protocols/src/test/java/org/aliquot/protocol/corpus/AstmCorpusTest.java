package org.aliquot.protocol.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.aliquot.protocol.astm.link.FrameFault;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.aliquot.protocol.astm.link.LinkEvent;
import org.aliquot.protocol.astm.record.AstmConversation;
import org.aliquot.protocol.astm.record.AstmFault;
import org.aliquot.protocol.astm.record.AstmMessage;
import org.aliquot.protocol.astm.record.AstmTranscripts;
import org.aliquot.protocol.hl7v2.Hl7Reader;
import org.aliquot.protocol.session.AstmReceiver;
import org.junit.jupiter.api.Test;

class AstmCorpusTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void everyCorrectChecksumTheIndexNamesIsVerified() {
        Map<Path, Integer> correct = Corpus.correctChecksums();
        assertThat(correct).hasSizeGreaterThan(15);
        correct.forEach((file, frames) ->
                assertThat(read(file).frames().verified()).as(file.toString()).isEqualTo(frames));
    }

    @Test
    void everyFileGivesMessagesAndNoByteIsLeftUnexplained() {
        for (Path file : Corpus.files(".astm")) {
            AstmConversation read = read(file);
            assertThat(read.messages()).as(file.toString()).isNotEmpty();
            assertThat(read.frames().rejected()).as(file.toString()).isZero();
            assertThat(read.faults())
                    .as(file.toString())
                    .allMatch(f -> f.kind() == AstmFault.Kind.INCOMPLETE_MESSAGE
                            || f.kind() == AstmFault.Kind.MISNUMBERED_FRAME);
            for (AstmMessage message : read.messages()) {
                assertThat(message.records().get(0).type()).as(file.toString()).isEqualTo('H');
            }
        }
    }

    @Test
    void aMessageCutBeforeItsLastRecordIsIncomplete() {
        AstmConversation read =
                read(Corpus.folder().resolve("link-layer/astm/roche-c111-many-records-one-frame-no-l.astm"));
        assertThat(read.messages())
                .singleElement()
                .satisfies(m -> assertThat(m.complete()).isFalse());
    }

    @Test
    void aSessionTraceIsAnsweredAsItsHostAnswered() {
        Path trace = Corpus.folder().resolve("link-layer/astm/sysmex-xs500i-session-trace.txt");
        List<byte[]> frames = new ArrayList<>();
        for (String line : new String(Corpus.bytes(trace), StandardCharsets.US_ASCII).split("\n")) {
            if (line.startsWith("M ")) {
                frames.add(line.substring(2)
                        .strip()
                        .replace("<STX>", "\u0002")
                        .replace("<ETX>", "\u0003")
                        .replace("<CR>", "\r")
                        .replace("<LF>", "\n")
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertThat(frames).hasSize(39);

        List<Integer> answers = new ArrayList<>();
        List<String> records = new ArrayList<>();
        AstmReceiver receiver = new AstmReceiver(b -> answers.add((int) b[0]), new AstmReceiver.Listener() {
            @Override
            public void sessionStarted() {
                records.clear();
            }

            @Override
            public void frameAccepted(byte[] raw, LinkEvent.Frame frame) {
                records.add(new String(frame.text(), StandardCharsets.US_ASCII));
            }

            @Override
            public void duplicateFrame(byte[] raw) {
                throw new AssertionError("no frame of the trace repeats");
            }

            @Override
            public void frameRejected(byte[] raw, FrameFault fault) {
                throw new AssertionError("frame rejected: " + fault);
            }

            @Override
            public void strayBytes(byte[] raw) {
                throw new AssertionError("stray bytes");
            }

            @Override
            public void sessionEnded(AstmReceiver.EndReason reason, boolean unresolvedRejectedFrame) {
                throw new AssertionError("session ended: " + reason);
            }
        });
        // The trace begins in mid-session with frame 7: six frames before it bring the session there.
        receiver.onBytes(ByteBuffer.wrap(new byte[] {Control.ENQ}), NOON);
        for (int number = 1; number <= 6; number++) {
            receiver.onBytes(
                    ByteBuffer.wrap(FrameEncoder.frame(
                            number, ("C|" + number + "\r").getBytes(StandardCharsets.US_ASCII), true)),
                    NOON);
        }
        Instant at = NOON;
        for (byte[] frame : frames) {
            at = at.plusSeconds(5);
            receiver.onTick(at);
            receiver.onBytes(ByteBuffer.wrap(frame), at);
        }
        assertThat(answers).hasSize(1 + 6 + 39).containsOnly((int) Control.ACK);
        assertThat(records).hasSize(6 + 39);
        assertThat(records.get(6)).startsWith("R|1|^^^^WBC^1|8.98|10*3/uL");
        assertThat(records.get(44)).startsWith("R|39|^^^^DIST_PLT|PNG&R&20210414");
    }

    @Test
    void noDamageToAFileIsTooMuch() {
        Random random = new Random(20260101);
        for (Path file : Corpus.files("")) {
            byte[] whole = Corpus.bytes(file);
            for (int round = 0; round < 5 && whole.length > 0; round++) {
                byte[] raw = Corpus.damaged(whole, random);
                for (FrameNumbering numbering : FrameNumbering.values()) {
                    AstmConversation read = AstmTranscripts.read(raw, StandardCharsets.UTF_8, numbering);
                    assertThat(read.faults()).as(file.toString()).allMatch(f -> f.to() <= raw.length);
                }
                assertThat(Hl7Reader.read(raw, StandardCharsets.UTF_8).faults())
                        .as(file.toString())
                        .allMatch(f -> f.to() <= raw.length);
            }
        }
    }

    private static AstmConversation read(Path file) {
        return AstmTranscripts.read(Corpus.bytes(file), StandardCharsets.UTF_8);
    }
}
