package org.aliquot.gateway.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.gateway.spool.QuarantineEntry;
import org.aliquot.gateway.spool.QuarantineFilter;
import org.aliquot.gateway.spool.Spool;
import org.aliquot.instrument.InstrumentFamily;
import org.aliquot.instrument.Instruments;
import org.aliquot.instrument.Protocol;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.protocol.astm.record.AstmTranscripts;
import org.aliquot.protocol.hl7v2.Hl7Reader;
import org.aliquot.protocol.mllp.MllpFraming;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the entry about a cut message once the instrument has sent the whole message again.
 *
 * <p>Only where that is safe to tell: a later complete message of the same device begins, byte for byte, with the cut
 * one, and the cut one holds at least one whole result. Then each result in it was delivered, and the result's value and
 * time stamp tie the two messages together. A cut message without a result says too little (an analyzer that names no
 * time in its header begins every run of a specimen alike): such an entry stays open for a person.
 */
final class ResentMessages {
    private static final Logger LOG = LoggerFactory.getLogger(ResentMessages.class);

    /** Older entries than these of one device are left to a person. */
    private static final int LOOKED_AT = 20;

    private static final byte CR = '\r';

    private final Spool spool;
    private final Clock clock;

    /** A message's text without framing, and where it stood. */
    private record Text(ByteRange bytes, boolean complete, byte[] text) {}

    ResentMessages(Spool spool, Clock clock) {
        this.spool = spool;
        this.clock = clock;
    }

    /** Looks for entries that this delivered message makes void. */
    void resolveEarlier(Transcript raw, LabReport report) {
        List<QuarantineEntry> cut = spool.quarantine()
                .list(QuarantineFilter.open(LOOKED_AT)
                        .from(raw.from().device())
                        .because(ReasonCode.MESSAGE_INCOMPLETE));
        if (cut.isEmpty()) {
            return;
        }
        Optional<Text> whole = at(raw, report.bytes()).filter(Text::complete);
        for (QuarantineEntry entry : cut) {
            if (whole.isPresent() && entry.transcript().compareTo(raw.id()) < 0) {
                resolveIfContained(entry, raw, whole.get());
            }
        }
    }

    private void resolveIfContained(QuarantineEntry entry, Transcript later, Text whole) {
        Optional<Transcript> earlier = spool.transcript(entry.transcript());
        Optional<Text> part = earlier.flatMap(raw -> at(raw, entry.bytes()));
        if (part.isEmpty()
                || part.get().complete()
                || !isWholeStartOf(part.get().text(), whole.text())) {
            return;
        }
        String how = "sent again whole in transcript " + later.id();
        spool.quarantine().resolve(entry.id(), how, clock.instant());
        LOG.info("{}: transcript {}, entry {}: {}", later.from(), entry.transcript(), entry.id(), how);
        // The frames that were refused after the cut carried the rest of this message.
        QuarantineFilter refused =
                QuarantineFilter.open(100).about(entry.transcript()).because(ReasonCode.FRAME_REJECTED);
        int next = nextMessage(earlier.get(), part.get());
        for (QuarantineEntry frame : spool.quarantine().list(refused)) {
            if (frame.bytes().from() >= part.get().bytes().from()
                    && frame.bytes().to() <= next) {
                spool.quarantine().resolve(frame.id(), how, clock.instant());
            }
        }
    }

    /** Where the message after this one begins, or the end of the transcript. */
    private static int nextMessage(Transcript raw, Text part) {
        return texts(raw)
                .mapToInt(text -> text.bytes().from())
                .filter(from -> from > part.bytes().from())
                .min()
                .orElse(raw.bytes().length);
    }

    private static Optional<Text> at(Transcript raw, ByteRange bytes) {
        return texts(raw)
                .filter(text -> TranscriptDelivery.overlap(text.bytes(), bytes))
                .findFirst();
    }

    private static Stream<Text> texts(Transcript raw) {
        Optional<Protocol> protocol =
                Instruments.installed().find(raw.from().dialect()).map(InstrumentFamily::protocol);
        if (protocol.isEmpty()) {
            return Stream.empty();
        }
        // Latin-1: each byte is a character, so no byte is judged here.
        return switch (protocol.get()) {
            case ASTM ->
                AstmTranscripts.read(raw.bytes(), StandardCharsets.ISO_8859_1).messages().stream()
                        .map(m -> new Text(new ByteRange(m.from(), m.to()), m.complete(), m.text()));
            case HL7V2 ->
                Hl7Reader.read(raw.bytes(), StandardCharsets.ISO_8859_1, MllpFraming.REQUIRED).messages().stream()
                        .map(m -> new Text(new ByteRange(m.from(), m.to()), m.complete(), m.text()));
        };
    }

    /**
     * True when the part, its last record perhaps cut, begins the whole and holds a whole result record ({@code R} in
     * ASTM, {@code OBX} in HL7).
     */
    static boolean isWholeStartOf(byte[] part, byte[] whole) {
        int length = part.length > 0 && part[part.length - 1] == CR ? part.length - 1 : part.length;
        if (length >= whole.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (part[i] != whole[i]) {
                return false;
            }
        }
        // A record followed by CR is whole. The last one may be cut; where the whole has its CR too, it is not.
        boolean lastIsWhole = whole[length] == CR;
        String records = new String(part, 0, length, StandardCharsets.ISO_8859_1) + (lastIsWhole ? "\r" : "");
        return records.matches("(?s).*\r(R|OBX)[^A-Za-z0-9\r][^\r]*\r.*");
    }
}
