package org.aliquot.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.protocol.Wire;
import org.aliquot.protocol.astm.link.FrameEncoder;
import org.junit.jupiter.api.Test;

class AstmSenderTest {
    private final List<String> log = new ArrayList<>();
    private AstmSender sender = sender(AstmSender.Role.INSTRUMENT);
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void askSendEachFrameUntilAcknowledgedEnd() {
        send("A", "B");
        get("<ACK>");
        get("<ACK>");
        get("<ACK>");
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"), frame(2, "B"), "<EOT>", "delivered");
        assertThat(sender.state()).isEqualTo(AstmSender.State.IDLE);
        assertThat(sender.deadline()).isEmpty();
    }

    @Test
    void frameNumbersRunToSevenThenZero() {
        send("A", "B", "C", "D", "E", "F", "G", "H", "I");
        for (int i = 0; i < 10; i++) {
            get("<ACK>");
        }
        assertThat(log.get(7)).isEqualTo(frame(7, "G"));
        assertThat(log.get(8)).isEqualTo(frame(0, "H"));
        assertThat(log.get(9)).isEqualTo(frame(1, "I"));
    }

    @Test
    void aRefusedFrameIsSentSixTimesThenGivenUp() {
        send("A");
        get("<ACK>");
        for (int i = 0; i < 6; i++) {
            get("<NAK>");
        }
        assertThat(log)
                .containsExactly(
                        "<ENQ>",
                        frame(1, "A"),
                        frame(1, "A"),
                        frame(1, "A"),
                        frame(1, "A"),
                        frame(1, "A"),
                        frame(1, "A"),
                        "<EOT>",
                        "failed REJECTED");
    }

    @Test
    void triesAreCountedForEachFrame() {
        send("A", "B");
        get("<ACK>");
        for (int i = 0; i < 5; i++) {
            get("<NAK>");
        }
        get("<ACK>");
        for (int i = 0; i < 5; i++) {
            get("<NAK>");
        }
        get("<ACK>");
        assertThat(log).endsWith("<EOT>", "delivered");
    }

    @Test
    void anAnswerDamagedOnTheWayCountsAsNak() {
        send("A");
        get("<ACK>");
        get("x");
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"), frame(1, "A"));
    }

    @Test
    void aDoubledAnswerIsNotTakenForTheNextFrame() {
        send("A", "B");
        get("<ACK><ACK>");
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"));
        get("<ACK><CR><LF><ACK>");
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"), frame(2, "B"));
    }

    @Test
    void noAnswerForFifteenSecondsEndsTheSession() {
        send("A");
        assertThat(sender.deadline()).contains(now.plusSeconds(15));
        pass(Duration.ofSeconds(14));
        assertThat(log).containsExactly("<ENQ>");
        pass(Duration.ofSeconds(1));
        assertThat(log).containsExactly("<ENQ>", "<EOT>", "failed NO_REPLY");

        log.clear();
        send("A");
        get("<ACK>");
        pass(Duration.ofSeconds(15));
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"), "<EOT>", "failed NO_REPLY");
    }

    @Test
    void afterNakToEnqTheNextTryComesTenSecondsLater() {
        send("A");
        get("<NAK>");
        pass(Duration.ofSeconds(9));
        assertThat(log).containsExactly("<ENQ>");
        pass(Duration.ofSeconds(1));
        get("<ACK>");
        get("<ACK>");
        assertThat(log).containsExactly("<ENQ>", "<ENQ>", frame(1, "A"), "<EOT>", "delivered");
    }

    @Test
    void aHostBusyForeverFailsTheTransmission() {
        send("A");
        for (int i = 0; i < 6; i++) {
            get("<NAK>");
            pass(Duration.ofSeconds(10));
        }
        assertThat(log).last().isEqualTo("failed BUSY");
        assertThat(log).filteredOn("<ENQ>"::equals).hasSize(6);
    }

    @Test
    void inContentionTheInstrumentAsksAgainAfterASecond() {
        send("A");
        get("<ENQ>");
        pass(Duration.ofMillis(999));
        assertThat(log).containsExactly("<ENQ>");
        pass(Duration.ofMillis(1));
        assertThat(log).containsExactly("<ENQ>", "<ENQ>");
    }

    @Test
    void inContentionTheHostWaitsTwentySeconds() {
        sender = sender(AstmSender.Role.HOST);
        send("A");
        get("<ENQ>");
        pass(Duration.ofSeconds(19));
        assertThat(log).containsExactly("<ENQ>");
        pass(Duration.ofSeconds(1));
        assertThat(log).containsExactly("<ENQ>", "<ENQ>");
    }

    @Test
    void eotInPlaceOfAckCountsAsAckAndTheLineIsLeftAloneAfterwards() {
        send("A", "B");
        get("<ACK>");
        get("<EOT>");
        get("<ACK>");
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"), frame(2, "B"), "<EOT>", "delivered");
        log.clear();
        send("C");
        assertThat(log).isEmpty();
        pass(Duration.ofSeconds(15));
        assertThat(log).containsExactly("<ENQ>");
    }

    @Test
    void aLostConnectionFailsTheTransmissionOnce() {
        send("A");
        sender.onDisconnect();
        sender.onDisconnect();
        pass(Duration.ofSeconds(60));
        assertThat(log).containsExactly("<ENQ>", "failed CONNECTION_LOST");
    }

    @Test
    void noiseBeforeTheAnswerToEnqIsIgnored() {
        send("A");
        get("noise<ACK>");
        assertThat(log).containsExactly("<ENQ>", frame(1, "A"));
    }

    @Test
    void oneTransmissionAtATime() {
        send("A");
        assertThatThrownBy(() -> send("B")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRecordTooLongForOneFrameTakesSeveralAndTheNextBeginsItsOwn() {
        List<OutgoingFrame> frames = OutgoingFrame.recordPerFrame("ABCDE\rF\r".getBytes(StandardCharsets.US_ASCII), 4);
        assertThat(frames)
                .containsExactly(
                        new OutgoingFrame(Wire.bytes("ABCD"), false),
                        new OutgoingFrame(Wire.bytes("E<CR>"), true),
                        new OutgoingFrame(Wire.bytes("F<CR>"), true));
    }

    private AstmSender sender(AstmSender.Role role) {
        return new AstmSender(role, AstmTimers.STANDARD, bytes -> log.add(Wire.readable(bytes)));
    }

    private void send(String... records) {
        byte[] text = (String.join("\r", records) + "\r").getBytes(StandardCharsets.US_ASCII);
        sender.send(
                OutgoingFrame.recordPerFrame(text, 240),
                new AstmSender.Listener() {
                    @Override
                    public void delivered() {
                        log.add("delivered");
                    }

                    @Override
                    public void failed(AstmSender.Failure reason) {
                        log.add("failed " + reason);
                    }
                },
                now);
    }

    private void get(String readable) {
        sender.onBytes(Wire.buffer(readable), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        sender.onTick(now);
    }

    private static String frame(int number, String text) {
        return Wire.readable(FrameEncoder.frame(number, (text + "\r").getBytes(StandardCharsets.US_ASCII), true));
    }
}
