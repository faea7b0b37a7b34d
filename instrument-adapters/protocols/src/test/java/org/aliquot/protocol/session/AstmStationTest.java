package org.aliquot.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.aliquot.protocol.astm.link.FrameNumbering;
import org.junit.jupiter.api.Test;

class AstmStationTest {
    private final Recorder told = new Recorder();
    private final AstmStation host =
            new AstmStation(AstmSender.Role.HOST, AstmTimers.STANDARD, FrameNumbering.STRICT, 1000, told::line, told);
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theHostReceivesAQueryThenSendsItsOrder() {
        get("<ENQ>");
        get(frame(1, "Q"));
        get("<EOT>");
        send("O");
        get("<ACK>");
        get("<ACK>");
        assertThat(told.log)
                .containsExactly(
                        "started",
                        "> <ACK>",
                        "kept 1",
                        "> <ACK>",
                        "ended EOT",
                        "> <ENQ>",
                        "> " + frame(1, "O"),
                        "> <EOT>",
                        "delivered");
    }

    @Test
    void anOrderWaitsUntilTheInstrumentHasFinished() {
        get("<ENQ>");
        send("O");
        get(frame(1, "R"));
        pass(Duration.ofSeconds(20));
        assertThat(told.log).doesNotContain("> <ENQ>");
        get("<EOT>");
        assertThat(host.deadline()).contains(now);
        pass(Duration.ZERO);
        assertThat(told.log).endsWith("ended EOT", "> <ENQ>");
    }

    @Test
    void inContentionTheHostTakesTheInstrumentsSessionFirst() {
        send("O");
        get("<ENQ>");
        assertThat(told.log).containsExactly("> <ENQ>");
        pass(Duration.ofSeconds(1));
        get("<ENQ>");
        get(frame(1, "R"));
        get("<EOT>");
        pass(Duration.ZERO);
        get("<ACK>");
        get("<ACK>");
        assertThat(told.log)
                .containsExactly(
                        "> <ENQ>",
                        "started",
                        "> <ACK>",
                        "kept 1",
                        "> <ACK>",
                        "ended EOT",
                        "> <ENQ>",
                        "> " + frame(1, "O"),
                        "> <EOT>",
                        "delivered");
    }

    @Test
    void anInstrumentThatGaveWayAndStaysSilentIsAskedAgain() {
        send("O");
        get("<ENQ>");
        pass(Duration.ofSeconds(20));
        assertThat(told.log).containsExactly("> <ENQ>", "> <ENQ>");
    }

    @Test
    void anInstrumentsSessionThatTimesOutFreesTheLine() {
        get("<ENQ>");
        send("O");
        pass(Duration.ofSeconds(30));
        assertThat(told.log).endsWith("ended RECEIVER_TIMEOUT", "> <ENQ>");
    }

    @Test
    void aLostConnectionEndsBothHalves() {
        send("O");
        host.onDisconnect(now);
        assertThat(told.log).endsWith("failed CONNECTION_LOST");
        assertThat(host.sending()).isEqualTo(AstmSender.State.IDLE);
        assertThat(host.receiving()).isEqualTo(AstmReceiver.State.IDLE);
    }

    private void send(String record) {
        host.send(
                OutgoingFrame.recordPerFrame((record + "\r").getBytes(StandardCharsets.US_ASCII), 240),
                new AstmSender.Listener() {
                    @Override
                    public void delivered() {
                        told.log.add("delivered");
                    }

                    @Override
                    public void failed(AstmSender.Failure reason) {
                        told.log.add("failed " + reason);
                    }
                },
                now);
    }

    private void get(String readable) {
        host.onBytes(Wire.buffer(readable), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        host.onTick(now);
    }

    private static String frame(int number, String text) {
        return Wire.readable(FrameEncoder.frame(number, (text + "\r").getBytes(StandardCharsets.US_ASCII), true));
    }
}
