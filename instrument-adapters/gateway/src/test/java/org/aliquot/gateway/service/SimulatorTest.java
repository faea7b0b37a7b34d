package org.aliquot.gateway.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.aliquot.gateway.service.GatewayFixture.bc;
import static org.aliquot.gateway.service.GatewayFixture.xn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendResult;
import org.aliquot.gateway.simulator.SendSettings;
import org.aliquot.instrument.UnknownInstrumentException;
import org.aliquot.lab.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulated analyzer talks to the real gateway. */
@Timeout(60)
class SimulatorTest {
    private static final SendSettings QUICK = SendSettings.standard().answeringWithin(Duration.ofSeconds(5));

    @TempDir
    Path directory;

    @Test
    void bareRecordsFramesAndWholeSessionsAreSentAlike() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            String message = XnMessages.message("S-1");
            assertThat(send(fixture, "xn-1", QUICK, message.getBytes(US_ASCII)).allAcknowledged())
                    .isTrue();
            fixture.sink.await(1);
            SendResult framed = send(fixture, "xn-1", QUICK, XnMessages.session(message));
            assertThat(framed.allAcknowledged()).isTrue();
            fixture.settled();
            // The same text however it was kept in the file: the second is a duplicate.
            assertThat(fixture.sink.specimens()).containsExactly("S-1");
        }
    }

    @Test
    void severalMessagesGoInTheirOrderAndALongOneInSeveralFrames() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            String all = XnMessages.message("S-1") + XnMessages.message("S-2", 300) + XnMessages.message("S-3");
            SendResult result = send(fixture, "xn-1", QUICK.with(SendSettings.Framing.MESSAGE), all.getBytes(US_ASCII));
            assertThat(result.acknowledged()).isEqualTo(3);
            fixture.sink.await(3);
            assertThat(fixture.sink.specimens()).containsExactly("S-1", "S-2", "S-3");
        }
    }

    @Test
    void anHl7MessageComesBackWithItsCode() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"))) {
            SendResult result =
                    send(fixture, "bc-1", QUICK, BcMessages.message("7", "S-7").getBytes(ISO_8859_1));
            assertThat(result.messages())
                    .containsExactly(new SendResult.Sent(1, SendResult.Outcome.ACKNOWLEDGED, "AA", ""));
            fixture.sink.await(1);
            assertThat(fixture.sink.specimens()).containsExactly("S-7");
        }
    }

    @Test
    void aRefusedHl7MessageSaysWhy() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, bc("bc-1"))) {
            String other = BcMessages.message("8", "S-8").replace("ORU^R01", "ADT^A01");
            SendResult result = send(fixture, "bc-1", QUICK, other.getBytes(ISO_8859_1));
            assertThat(result.messages().get(0).outcome()).isEqualTo(SendResult.Outcome.REFUSED);
            assertThat(result.messages().get(0).answer()).isEqualTo("AR");
            assertThat(result.messages().get(0).text()).isNotEmpty();
            assertThat(fixture.entry(ReasonCode.UNSUPPORTED_MESSAGE).open()).isTrue();
        }
    }

    @Test
    void aDamagedFileSentAsItIsGetsTheProtocolsOwnAnswers() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            byte[] session = XnMessages.session(XnMessages.message("S-1"));
            session[20] ^= 1;
            SendResult result = send(fixture, "xn-1", QUICK.with(SendSettings.Framing.AS_IS), session);
            assertThat(result.refused()).isPositive();
            assertThat(fixture.entry(ReasonCode.FRAME_REJECTED).open()).isTrue();
            assertThat(fixture.sink.taken()).isEmpty();
        }
    }

    @Test
    void aReceiverThatNeverAnswersIsGivenUpInBoundedTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InstrumentSimulator simulator = new InstrumentSimulator(
                    SendSettings.standard().answeringWithin(Duration.ofMillis(300)), Clock.systemUTC());
            byte[] file = XnMessages.message("S-1").getBytes(US_ASCII);
            SendResult result = simulator.send("sysmex-xn", "127.0.0.1", silent.getLocalPort(), file);
            assertThat(result.unanswered()).isEqualTo(1);
            assertThat(result.messages().get(0).answer()).isEqualTo("no reply");
        }
    }

    @Test
    void anUnknownInstrumentIsRefusedBeforeAnythingIsSent() {
        InstrumentSimulator simulator = new InstrumentSimulator(QUICK, Clock.systemUTC());
        assertThatThrownBy(() -> simulator.send("abacus", "127.0.0.1", 1, new byte[0]))
                .isInstanceOf(UnknownInstrumentException.class)
                .hasMessageContaining("sysmex-xn");
    }

    @Test
    void aFileWithoutAMessageSaysSo() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture(directory, xn("xn-1"))) {
            SendResult result = send(fixture, "xn-1", QUICK, "minutes of the meeting".getBytes(US_ASCII));
            assertThat(result.sent()).isZero();
            assertThat(result.allAcknowledged()).isFalse();
            assertThat(result.notes()).anyMatch(note -> note.contains("holds no message"));
        }
    }

    private static SendResult send(GatewayFixture fixture, String id, SendSettings settings, byte[] file)
            throws Exception {
        String address = fixture.address(id);
        int colon = address.lastIndexOf(':');
        String instrument = id.startsWith("xn") ? "sysmex-xn" : "mindray-bc";
        return new InstrumentSimulator(settings, Clock.systemUTC())
                .send(instrument, address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), file);
    }
}
