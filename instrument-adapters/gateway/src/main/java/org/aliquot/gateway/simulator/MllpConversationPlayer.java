package org.aliquot.gateway.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.aliquot.protocol.hl7v2.Hl7FormatException;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Segment;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEncoder;
import org.aliquot.protocol.mllp.MllpEvent;

/** Sends one HL7 message in an MLLP block and waits for the answer that ends the matter. */
final class MllpConversationPlayer {
    private static final Set<String> APPLICATION_ANSWER_WANTED = Set.of("AL", "SU");

    private final Wire wire;
    private final SendSettings settings;
    private final MllpDecoder decoder = new MllpDecoder();
    private final Deque<byte[]> blocks = new ArrayDeque<>();

    MllpConversationPlayer(Wire wire, SendSettings settings) {
        this.wire = wire;
        this.settings = settings;
    }

    SendResult.Sent send(int number, Hl7Message message) throws IOException {
        try {
            wire.write(MllpEncoder.block(message.text()));
            Instant until = wire.now().plus(settings.answerTimeout());
            while (wire.now().isBefore(until)) {
                Optional<ByteBuffer> read = wire.read(until);
                if (read.isEmpty()) {
                    return unanswered(number, "connection lost");
                }
                decoder.feed(read.get(), this::take);
                while (!blocks.isEmpty()) {
                    Optional<SendResult.Sent> answer = answer(number, message, blocks.remove());
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                }
            }
            return unanswered(number, "no reply");
        } catch (UncheckedIOException | java.net.SocketException e) {
            return unanswered(number, "connection lost");
        }
    }

    private void take(MllpEvent event) {
        if (event instanceof MllpEvent.Block block) {
            blocks.add(block.payload());
        }
    }

    /** The answer that decides, or nothing: a commit acknowledgement before the one the sender asked for, a late one. */
    private static Optional<SendResult.Sent> answer(int number, Hl7Message sent, byte[] payload) {
        Hl7Message answer;
        try {
            answer = Hl7Message.parse(payload, StandardCharsets.UTF_8);
        } catch (Hl7FormatException e) {
            return Optional.of(new SendResult.Sent(
                    number, SendResult.Outcome.REFUSED, "unreadable answer", String.valueOf(e.getMessage())));
        }
        Optional<Hl7Segment> msa = answer.segments("MSA").findFirst();
        if (msa.isEmpty()) {
            return Optional.empty();
        }
        String about = msa.get().field(2);
        if (!about.isEmpty() && !about.equals(sent.controlId())) {
            return Optional.empty();
        }
        String code = msa.get().field(1);
        if (code.equals("CA") && APPLICATION_ANSWER_WANTED.contains(sent.field(16))) {
            return Optional.empty();
        }
        SendResult.Outcome outcome = code.endsWith("A") ? SendResult.Outcome.ACKNOWLEDGED : SendResult.Outcome.REFUSED;
        return Optional.of(new SendResult.Sent(number, outcome, code, msa.get().field(3)));
    }

    private static SendResult.Sent unanswered(int number, String why) {
        return new SendResult.Sent(
                number, SendResult.Outcome.UNANSWERED, why, "the receiver may have it or not; send it again");
    }
}
