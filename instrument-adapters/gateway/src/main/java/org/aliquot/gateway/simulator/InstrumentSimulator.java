package org.aliquot.gateway.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.gateway.tls.Tls;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.gateway.tls.TlsSettings;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Protocol;
import org.aliquot.protocol.astm.link.AstmLinkDecoder;
import org.aliquot.protocol.astm.link.LinkEvent;
import org.aliquot.protocol.astm.record.AstmConversation;
import org.aliquot.protocol.astm.record.AstmMessage;
import org.aliquot.protocol.astm.record.AstmTranscripts;
import org.aliquot.protocol.hl7v2.Hl7Conversation;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Reader;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEvent;

/**
 * Sends a file as its instrument would. {@code aliquot send} is a thin coat over this.
 *
 * <p>Files may be bare records, frames, or whole sessions; for HL7 bare messages or MLLP blocks. Unless sent {@link
 * SendSettings.Framing#AS_IS as they are}, the messages are taken out and framed anew, byte for byte the same text.
 */
public final class InstrumentSimulator {
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final SendSettings settings;
    private final Clock clock;
    private final Optional<TlsSettings> tls;
    private final TlsBundles bundles;

    public InstrumentSimulator(SendSettings settings, Clock clock) {
        this(settings, clock, Optional.empty(), TlsBundles.NONE);
    }

    /**
     * One that speaks TLS, where there are settings for it.
     *
     * @param bundles what {@code tls} names
     */
    public InstrumentSimulator(SendSettings settings, Clock clock, Optional<TlsSettings> tls, TlsBundles bundles) {
        this.settings = settings;
        this.clock = clock;
        this.tls = tls;
        this.bundles = bundles;
    }

    /**
     * Sends all messages of a file over one connection and waits for the answer to each; stops at the first that is not
     * answered at all.
     *
     * @param instrument key of the family, which says the protocol
     * @throws org.aliquot.instrument.UnknownInstrumentException listing the known keys
     * @throws IOException when no connection can be had; a {@link org.aliquot.gateway.tls.TlsRefusedException} where TLS
     *     does not come about
     */
    public SendResult send(String instrument, String host, int port, byte[] file) throws IOException {
        Protocol protocol = Instruments.installed().require(instrument).protocol();
        try (Wire wire =
                new Wire(host, port, settings.connectTimeout(), clock, Tls.calling(tls, bundles, host, port))) {
            if (settings.framing() == SendSettings.Framing.AS_IS) {
                return asIs(protocol, wire, file);
            }
            return switch (protocol) {
                case ASTM -> astm(wire, file);
                case HL7V2 -> hl7(wire, file);
            };
        }
    }

    private SendResult astm(Wire wire, byte[] file) throws IOException {
        // Latin-1 keeps each byte as it is; what the bytes mean is the receiver's business.
        AstmConversation conversation = AstmTranscripts.read(file, StandardCharsets.ISO_8859_1);
        List<String> notes = new ArrayList<>();
        conversation.faults().forEach(fault -> notes.add("file, byte " + fault.from() + ": " + fault.text()));
        AstmConversationPlayer player = new AstmConversationPlayer(wire, settings);
        List<SendResult.Sent> sent = new ArrayList<>();
        for (AstmMessage message : conversation.messages()) {
            sent.add(player.send(sent.size() + 1, message.text()));
            if (gaveUp(sent)) {
                break;
            }
        }
        noteUnsent(conversation.messages().size(), sent.size(), notes);
        return new SendResult(sent, notes);
    }

    private SendResult hl7(Wire wire, byte[] file) throws IOException {
        Hl7Conversation conversation = Hl7Reader.read(file, StandardCharsets.ISO_8859_1);
        List<String> notes = new ArrayList<>();
        conversation.faults().forEach(fault -> notes.add("file, byte " + fault.from() + ": " + fault.text()));
        MllpConversationPlayer player = new MllpConversationPlayer(wire, settings);
        List<SendResult.Sent> sent = new ArrayList<>();
        for (Hl7Message message : conversation.messages()) {
            sent.add(player.send(sent.size() + 1, message));
            if (gaveUp(sent)) {
                break;
            }
        }
        noteUnsent(conversation.messages().size(), sent.size(), notes);
        return new SendResult(sent, notes);
    }

    private static boolean gaveUp(List<SendResult.Sent> sent) {
        return sent.get(sent.size() - 1).outcome() == SendResult.Outcome.UNANSWERED;
    }

    private static void noteUnsent(int messages, int sent, List<String> notes) {
        if (messages == 0) {
            notes.add("the file holds no message of this instrument's protocol");
        } else if (sent < messages) {
            notes.add((messages - sent) + " messages after the unanswered one were not sent");
        }
    }

    /** Each answer that comes back is one entry: a frame's ACK or NAK, a message's AA, AE or AR. */
    private SendResult asIs(Protocol protocol, Wire wire, byte[] file) throws IOException {
        List<SendResult.Sent> answers = new ArrayList<>();
        try {
            wire.write(file);
            wire.endOutput();
            AstmLinkDecoder astm = new AstmLinkDecoder();
            MllpDecoder mllp = new MllpDecoder();
            Instant end = wire.now().plus(settings.answerTimeout());
            while (wire.now().isBefore(end)) {
                Instant quiet = wire.now().plus(QUIET);
                Optional<ByteBuffer> read = wire.read(quiet.isBefore(end) ? quiet : end);
                if (read.isEmpty() || !read.get().hasRemaining()) {
                    break;
                }
                if (protocol == Protocol.ASTM) {
                    astm.feed(read.get(), event -> control(event, answers));
                } else {
                    mllp.feed(read.get(), event -> block(event, answers));
                }
            }
        } catch (UncheckedIOException | java.net.SocketException e) {
            answers.add(new SendResult.Sent(
                    answers.size() + 1, SendResult.Outcome.UNANSWERED, "connection lost", "the receiver hung up"));
        }
        String note = "sent as it is: " + file.length + " bytes; each answer that came back is listed";
        return new SendResult(answers, List.of(note));
    }

    private static void control(LinkEvent event, List<SendResult.Sent> answers) {
        int number = answers.size() + 1;
        if (event instanceof LinkEvent.Ack) {
            answers.add(new SendResult.Sent(number, SendResult.Outcome.ACKNOWLEDGED, "ACK", ""));
        } else if (event instanceof LinkEvent.Nak) {
            answers.add(new SendResult.Sent(number, SendResult.Outcome.REFUSED, "NAK", ""));
        }
    }

    private static void block(MllpEvent event, List<SendResult.Sent> answers) {
        if (event instanceof MllpEvent.Block block) {
            Hl7Reader.read(block.payload(), StandardCharsets.UTF_8).messages().stream()
                    .flatMap(message -> message.segments("MSA"))
                    .forEach(msa -> answers.add(new SendResult.Sent(
                            answers.size() + 1,
                            msa.field(1).endsWith("A") ? SendResult.Outcome.ACKNOWLEDGED : SendResult.Outcome.REFUSED,
                            msa.field(1),
                            msa.field(3))));
        }
    }
}
