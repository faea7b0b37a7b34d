package org.aliquot.gateway.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aliquot.protocol.session.AstmSender;
import org.aliquot.protocol.session.AstmTimers;
import org.aliquot.protocol.session.OutgoingFrame;

/** Sends one ASTM message in a session of its own: ENQ, frames with right numbers and checksums, repeats on NAK, EOT. */
final class AstmConversationPlayer {
    private final Wire wire;
    private final SendSettings settings;
    private final AstmSender sender;

    AstmConversationPlayer(Wire wire, SendSettings settings) {
        this.wire = wire;
        this.settings = settings;
        this.sender = new AstmSender(AstmSender.Role.INSTRUMENT, timers(settings.answerTimeout()), wire::write);
    }

    private static AstmTimers timers(Duration answer) {
        AstmTimers standard = AstmTimers.STANDARD;
        return new AstmTimers(
                answer,
                standard.receiverFrame(),
                standard.hostContention(),
                standard.instrumentContention(),
                standard.busyRetry(),
                standard.interruptRest(),
                standard.lineEndGrace(),
                standard.tries());
    }

    SendResult.Sent send(int number, byte[] messageText) throws IOException {
        List<OutgoingFrame> frames = settings.framing() == SendSettings.Framing.MESSAGE
                ? OutgoingFrame.messagePerFrame(messageText, settings.maxFrameText())
                : OutgoingFrame.recordPerFrame(messageText, settings.maxFrameText());
        Ending ending = new Ending(number);
        try {
            sender.send(frames, ending, wire.now());
            while (ending.result == null) {
                Instant until = sender.deadline().orElse(wire.now().plus(settings.answerTimeout()));
                Optional<ByteBuffer> read = wire.read(until);
                if (read.isEmpty()) {
                    sender.onDisconnect();
                } else if (read.get().hasRemaining()) {
                    sender.onBytes(read.get(), wire.now());
                } else {
                    sender.onTick(wire.now());
                }
            }
        } catch (UncheckedIOException | java.net.SocketException e) {
            sender.onDisconnect();
        }
        return ending.result == null ? ending.lost() : ending.result;
    }

    private static final class Ending implements AstmSender.Listener {
        private final int number;
        private SendResult.Sent result;

        Ending(int number) {
            this.number = number;
        }

        @Override
        public void delivered() {
            result = new SendResult.Sent(number, SendResult.Outcome.ACKNOWLEDGED, "ACK", "");
        }

        @Override
        public void failed(AstmSender.Failure reason) {
            result = switch (reason) {
                case REJECTED ->
                    new SendResult.Sent(number, SendResult.Outcome.REFUSED, "NAK", "a frame was refused at every try");
                case BUSY -> new SendResult.Sent(number, SendResult.Outcome.REFUSED, "NAK", "the receiver stayed busy");
                case NO_REPLY, CONNECTION_LOST, CONTENTION ->
                    new SendResult.Sent(
                            number,
                            SendResult.Outcome.UNANSWERED,
                            reason.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            "the receiver may have part of it; send it again");
            };
        }

        SendResult.Sent lost() {
            failed(AstmSender.Failure.CONNECTION_LOST);
            return result;
        }
    }
}
