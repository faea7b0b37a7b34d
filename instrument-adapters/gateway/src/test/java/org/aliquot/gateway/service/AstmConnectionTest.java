package org.aliquot.gateway.service;

import static org.aliquot.gateway.service.GatewayFixture.tight;
import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.TranscriptFilter;
import org.aliquot.gateway.spool.TranscriptState;
import org.aliquot.gateway.spool.TranscriptSummary;
import org.aliquot.lab.ReasonCode;
import org.aliquot.protocol.astm.link.Control;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An ASTM analyzer on a real socket, well-behaved and not. */
@Timeout(60)
class AstmConnectionTest {
    private static final int KIB = 1024;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    @Test
    void aMessageIsAcknowledgedFrameByFrameAndReachesTheSinkWithItsBytes() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
            fixture.settled();

            assertThat(fixture.sink.specimens()).containsExactly("S-1");
            RecordingSink.Taken taken = fixture.sink.taken().get(0);
            assertThat(taken.raw().bytes()).isEqualTo(XnMessages.session(XnMessages.message("S-1")));
            assertThat(taken.report().transcript()).isEqualTo(taken.raw().id());
            assertThat(only(fixture).state()).isEqualTo(TranscriptState.DELIVERED);
            assertThat(fixture.gateway.status().connections().get(0).acknowledged())
                    .isEqualTo(6);
        }
    }

    @Test
    void whatIsAcknowledgedIsInTheSpoolAtThatMoment() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1"));
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            int size = 1;
            for (byte[] frame : frames) {
                analyzer.send(frame);
                analyzer.expectAck();
                size += frame.length;
                assertThat(fixture.gateway
                                .spool()
                                .transcript(only(fixture).id())
                                .orElseThrow()
                                .bytes())
                        .hasSize(size);
            }
        }
    }

    @Test
    void aWrongChecksumGetsNakAndTheRepairedFrameMakesItGood() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1"));
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            for (byte[] frame : frames) {
                byte[] damaged = frame.clone();
                damaged[3] ^= 1;
                analyzer.send(damaged);
                analyzer.expectNak();
                analyzer.send(frame);
                analyzer.expectAck();
            }
            analyzer.send(Control.EOT);
            fixture.sink.await(1);
            fixture.settled();
            assertThat(fixture.sink.specimens()).containsExactly("S-1");
            assertThat(fixture.entries()).isEmpty();
            assertThat(fixture.gateway.status().connections().get(0).refused()).isEqualTo(6);
        }
    }

    @Test
    void aFrameThatNeverComesGoodLeavesNothingInTheSinkAndAnEntry() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1"));
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            for (byte[] frame : frames.subList(0, 4)) {
                analyzer.send(frame);
                analyzer.expectAck();
            }
            byte[] damaged = frames.get(4).clone();
            damaged[3] ^= 1;
            for (int i = 0; i < 6; i++) {
                analyzer.send(damaged);
                analyzer.expectNak();
            }
            analyzer.send(Control.EOT);
            assertThat(fixture.entry(ReasonCode.FRAME_REJECTED).open()).isTrue();
            fixture.settled();
            assertThat(fixture.sink.taken()).isEmpty();
            assertThat(only(fixture).state()).isEqualTo(TranscriptState.QUARANTINED);

            // E1381 6.5.1.2: the sender remembers the message and sends it whole again.
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
            fixture.settled();
            assertThat(fixture.sink.specimens()).containsExactly("S-1");
            GatewayFixture.await(
                    "the resend resolves all", () -> fixture.entries().isEmpty());
        }
    }

    @Test
    void aFrameOutOfSequenceIsRefusedOnTheLineAndNotReadLater() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(XnMessages.message("S-1"));
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            for (byte[] frame : frames.subList(0, 4)) {
                analyzer.send(frame);
                analyzer.expectAck();
            }
            // Record 5, a result, is skipped; 6 ends the message.
            analyzer.send(frames.get(5));
            analyzer.expectNak();
            analyzer.send(Control.EOT);
            GatewayFixture.await("an entry", () -> !fixture.entries().isEmpty());
            fixture.settled();
            assertThat(fixture.sink.taken()).as("a message with a hole").isEmpty();
        }
    }

    @Test
    void aRepeatedFrameIsAcknowledgedAgainAndDeliveredOnce() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            for (byte[] frame : XnMessages.frames(XnMessages.message("S-1"))) {
                analyzer.send(frame);
                analyzer.expectAck();
                analyzer.send(frame);
                analyzer.expectAck();
            }
            analyzer.send(Control.EOT);
            fixture.sink.await(1);
            fixture.settled();
            assertThat(fixture.sink.taken().get(0).report().specimens().get(0).panels().stream()
                            .mapToInt(p -> p.results().size())
                            .sum())
                    .isEqualTo(2);
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void aLineThatDiesMidMessageLeavesAnEntryWhichTheWholeResendResolves() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            String message = XnMessages.message("S-1", 4);
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.send(Control.ENQ);
                analyzer.expectAck();
                for (byte[] frame : XnMessages.frames(message).subList(0, 5)) {
                    analyzer.send(frame);
                    analyzer.expectAck();
                }
            }
            QuarantineEntry cut = fixture.entry(ReasonCode.MESSAGE_INCOMPLETE);
            fixture.settled();
            assertThat(fixture.sink.taken()).isEmpty();
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.tell(message);
                fixture.sink.await(1);
            }
            GatewayFixture.await(
                    "the entry is resolved", () -> fixture.entries().isEmpty());
            QuarantineEntry resolved =
                    fixture.gateway.spool().quarantine().show(cut.id()).orElseThrow();
            assertThat(resolved.resolution().orElseThrow()).contains("sent again whole");
        }
    }

    @Test
    void aMessageCutBeforeItsFirstResultStaysOpenWhateverFollows() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            String message = XnMessages.message("S-1");
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.send(Control.ENQ);
                analyzer.expectAck();
                for (byte[] frame : XnMessages.frames(message).subList(0, 3)) {
                    analyzer.send(frame);
                    analyzer.expectAck();
                }
            }
            fixture.entry(ReasonCode.MESSAGE_INCOMPLETE);
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.tell(message);
                fixture.sink.await(1);
                fixture.settled();
            }
            assertThat(fixture.entries()).hasSize(1);
        }
    }

    @Test
    void aCompleteMessageBeforeTheLineDiedIsDelivered() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            try (RawAnalyzer analyzer = fixture.connect("xn-1")) {
                analyzer.send(Control.ENQ);
                analyzer.expectAck();
                for (byte[] frame : XnMessages.frames(XnMessages.message("S-1"))) {
                    analyzer.send(frame);
                    analyzer.expectAck();
                }
            }
            fixture.sink.await(1);
            fixture.settled();
            assertThat(only(fixture).interrupted()).isTrue();
            assertThat(fixture.entries()).isEmpty();
        }
    }

    @Test
    void garbageBeforeTheFirstByteIsKeptAndReportedAndTheMessageIsDelivered() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.send("GET / HTTP/1.1");
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
            QuarantineEntry entry = fixture.entry(ReasonCode.UNEXPECTED_BYTES);
            assertThat(fixture.gateway
                            .spool()
                            .transcript(entry.transcript())
                            .orElseThrow()
                            .bytes())
                    .startsWith("GET / HTTP/1.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    @Test
    void garbageAloneIsKeptAndReportedOnceTheLineIsSilent() throws Exception {
        try (GatewayFixture fixture =
                        new GatewayFixture(directory, tight("xn-1", "sysmex-xn", 64 * KIB, 64 * KIB, SECOND));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.send("\u0011\u0013 hello, anybody there?");
            assertThat(fixture.entry(ReasonCode.UNEXPECTED_BYTES).open()).isTrue();
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
        }
    }

    @Test
    void anOversizedFrameIsRefusedEvenWhenItIsComplete() throws Exception {
        try (GatewayFixture fixture =
                        new GatewayFixture(directory, tight("xn-1", "sysmex-xn", 1024, 64 * KIB, SECOND));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            byte[] text = new byte[3000];
            Arrays.fill(text, (byte) 'x');
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            analyzer.send(FrameEncoder.frame(1, text, true));
            analyzer.expectNak();
            analyzer.send(Control.EOT);
            assertThat(fixture.entry(ReasonCode.OVERSIZED).finding().message()).contains("1024");
            fixture.settled();
            assertThat(fixture.sink.taken()).isEmpty();
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
        }
    }

    @Test
    void aConversationWithoutEndIsCutAtItsLimitAndWhatWasAcknowledgedIsDelivered() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, tight("xn-1", "sysmex-xn", 1024, 2048, SECOND));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            List<byte[]> frames = XnMessages.frames(
                    XnMessages.message("S-1") + XnMessages.message("S-2") + XnMessages.message("S-3", 40));
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            int acknowledged = 0;
            for (byte[] frame : frames) {
                analyzer.send(frame);
                if (analyzer.read() != Control.ACK) {
                    break;
                }
                acknowledged++;
            }
            assertThat(acknowledged).isLessThan(frames.size());
            analyzer.expectHangUp();
            fixture.sink.await(2);
            assertThat(fixture.sink.specimens()).containsExactly("S-1", "S-2");
            assertThat(fixture.entry(ReasonCode.OVERSIZED).open()).isTrue();
            fixture.settled();
            assertThat(only(fixture).size()).isLessThanOrEqualTo(2048);
        }
    }

    @Test
    void aFrameDribbledByteByByteDoesNotHoldTheLineForEver() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(
                        directory, tight("xn-1", "sysmex-xn", 64 * KIB, 64 * KIB, Duration.ofMillis(300)));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            analyzer.send(Control.ENQ);
            analyzer.expectAck();
            analyzer.send(XnMessages.frames(XnMessages.message("S-1")).get(0));
            analyzer.expectAck();
            analyzer.send((byte) Control.STX, (byte) '2');
            long began = System.nanoTime();
            boolean hungUp = false;
            while (!hungUp) {
                assertThat(System.nanoTime() - began).isLessThan(15_000_000_000L);
                Thread.sleep(50);
                try {
                    analyzer.send((byte) 'P');
                } catch (java.net.SocketException e) {
                    hungUp = true;
                }
            }
            assertThat(fixture.entry(ReasonCode.MESSAGE_INCOMPLETE).open()).isTrue();
        }
    }

    @Test
    void lineChecksWithoutAMessageLeaveNoTrace() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"));
                RawAnalyzer analyzer = fixture.connect("xn-1")) {
            for (int i = 0; i < 3; i++) {
                analyzer.send(Control.ENQ);
                analyzer.expectAck();
                analyzer.send(Control.EOT);
            }
            analyzer.tell(XnMessages.message("S-1"));
            fixture.sink.await(1);
            assertThat(fixture.gateway.spool().transcripts(TranscriptFilter.newest(10)))
                    .hasSize(1);
        }
    }

    private static TranscriptSummary only(GatewayFixture fixture) {
        List<TranscriptSummary> all = fixture.gateway.spool().transcripts(TranscriptFilter.newest(10));
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
