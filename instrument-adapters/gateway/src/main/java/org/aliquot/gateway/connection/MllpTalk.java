package org.aliquot.gateway.connection;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.aliquot.gateway.spool.SpoolException;
import org.aliquot.instrument.ReadMessage;
import org.aliquot.instrument.Reading;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;
import org.aliquot.protocol.hl7v2.Hl7Acknowledgements;
import org.aliquot.protocol.hl7v2.Hl7Acknowledgements.Outcome;
import org.aliquot.protocol.hl7v2.Hl7Message;
import org.aliquot.protocol.hl7v2.Hl7Reader;
import org.aliquot.protocol.mllp.MllpDecoder;
import org.aliquot.protocol.mllp.MllpEncoder;
import org.aliquot.protocol.mllp.MllpEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HL7 v2 over MLLP on a connection. Each block is one transcript: kept, then read, then answered. What delivery later
 * finds out about it (an unmapped code, an unknown specimen) is never the sender's business.
 */
final class MllpTalk implements Talk {
    private static final Logger LOG = LoggerFactory.getLogger(MllpTalk.class);

    /** How long a block that lacks only its last CR waits for it. */
    private static final Duration BLOCK_END_GRACE = Duration.ofMillis(500);

    private final Line line;
    private final Consumer<byte[]> out;
    private final Keeping keeping;
    private final MllpDecoder decoder;
    private final int maxBlockBytes;
    private Instant now = Instant.EPOCH;
    private Instant midwaySince;
    private Instant lastByte = Instant.EPOCH;
    private boolean handedOver;
    private boolean blockCut;
    private String closing;

    /** What the sender of one message is told. */
    private record Verdict(Outcome outcome, String text) {
        static final Verdict NOT_KEPT = new Verdict(Outcome.ERROR, "the message could not be kept; send it again");
        static final Verdict NO_MESSAGE = new Verdict(Outcome.REJECTED, "no message in this block: expected MSH");
    }

    MllpTalk(Line line, Consumer<byte[]> out) {
        this.line = line;
        this.out = out;
        this.keeping = new Keeping(line);
        this.maxBlockBytes = line.maxFrameBytes();
        this.decoder = new MllpDecoder(maxBlockBytes);
    }

    @Override
    public void onBytes(ByteBuffer in, Instant at) {
        now = at;
        lastByte = at;
        handedOver = false;
        decoder.feed(in, this::take);
        if (!decoder.isMidway()) {
            midwaySince = null;
        } else if (midwaySince == null || handedOver) {
            midwaySince = at;
        }
    }

    @Override
    public void onTick(Instant at) {
        now = at;
        if (decoder.holdsBlock() && !at.isBefore(lastByte.plus(BLOCK_END_GRACE))) {
            decoder.releaseHeld(this::take);
            midwaySince = null;
        }
        if (midwaySince != null && !at.isBefore(blockDeadline())) {
            decoder.finish(this::take);
            midwaySince = null;
            if (blockCut) {
                // The sender believes it is still inside a block; a new connection is the only clean start.
                closing = "a block was not ended";
            }
        }
        if (midwaySince == null && keeping.isOpen() && !at.isBefore(noiseEnds())) {
            end(false);
        }
    }

    @Override
    public Optional<Instant> deadline() {
        if (decoder.holdsBlock()) {
            return Optional.of(lastByte.plus(BLOCK_END_GRACE));
        }
        if (midwaySince != null) {
            return Optional.of(blockDeadline());
        }
        return keeping.isOpen() ? Optional.of(noiseEnds()) : Optional.empty();
    }

    /** Silence ends a block, and so does dribbling. */
    private Instant blockDeadline() {
        Instant silence = lastByte.plus(line.settings().frameTimeout());
        Instant patience = midwaySince.plus(line.settings().longestFrame());
        return silence.isBefore(patience) ? silence : patience;
    }

    private Instant noiseEnds() {
        return keeping.openedAt().plus(line.settings().frameTimeout());
    }

    @Override
    public void onDisconnect(Instant at) {
        now = at;
        decoder.finish(this::take);
        end(true);
    }

    @Override
    public boolean isMidway() {
        return decoder.isMidway();
    }

    @Override
    public void refuseNewSessions() {
        // MLLP has no word for "not now": between two blocks the line is simply closed.
    }

    @Override
    public Optional<String> mustClose() {
        return closing != null ? Optional.of(closing) : keeping.overflow();
    }

    private void take(MllpEvent event) {
        handedOver = true;
        if (event instanceof MllpEvent.Block block) {
            block(block);
        } else if (event instanceof MllpEvent.Oversized oversized) {
            oversized(oversized);
        } else if (event instanceof MllpEvent.Stray stray && !(stray.isLineEnd() && !keeping.isOpen())) {
            LOG.warn(
                    "{}: {} bytes {}; kept",
                    line,
                    stray.raw().length,
                    stray.unfinished() ? "of a block that never ended" : "outside any block");
            keeping.add(stray.raw(), now);
            if (stray.unfinished()) {
                blockCut = true;
                end(true);
            }
        }
    }

    private void block(MllpEvent.Block block) {
        long began = System.nanoTime();
        Optional<Keeping.Kept> kept = keep(block.raw());
        if (kept.isEmpty()) {
            answer(block.raw(), message -> Verdict.NOT_KEPT, Verdict.NOT_KEPT);
            return;
        }
        line.countKept(System.nanoTime() - began);
        Reading reading = read(kept.get().with(block.raw()));
        String answered = answer(block.raw(), message -> verdict(reading, message), Verdict.NO_MESSAGE);
        LOG.info(
                "{}: message received, transcript {}, {}, answered {}",
                line,
                kept.get().transcript().id(),
                AstmTalk.kilobytes(kept.get().size()),
                answered);
    }

    private Reading read(Transcript raw) {
        try {
            return line.reader().read(raw);
        } catch (RuntimeException | StackOverflowError e) {
            // A defect of the adapter. The message is kept and goes to quarantine; the line must live on.
            LOG.error(
                    "{}: reader failed over transcript {}: {}",
                    line,
                    raw.id(),
                    e.getClass().getName());
            ByteRange all = new ByteRange(0, raw.bytes().length);
            Finding why =
                    Finding.error(ReasonCode.UNREADABLE_RECORD, "the adapter failed over this message; it is kept");
            return new Reading(List.of(ReadMessage.unread(all, Optional.empty(), why)), List.of());
        }
    }

    private Optional<Keeping.Kept> keep(byte[] raw) {
        try {
            return keeping.add(raw, now) ? keeping.end(now, false) : Optional.empty();
        } catch (SpoolException e) {
            LOG.error("{}: {}", line, e.getMessage());
            return Optional.empty();
        }
    }

    /** What the reading says about one message of the block. */
    private static Verdict verdict(Reading reading, Hl7Message message) {
        return reading.messages().stream()
                .filter(read -> read.bytes().from() <= message.from()
                        && message.to() <= read.bytes().to())
                .findFirst()
                .map(read -> new Verdict(outcome(read.answer()), read.answerText()))
                .orElse(Verdict.NO_MESSAGE);
    }

    private static Outcome outcome(ReadMessage.Answer answer) {
        return switch (answer) {
            case ACCEPT -> Outcome.ACCEPTED;
            case ERROR -> Outcome.ERROR;
            case REJECT -> Outcome.REJECTED;
        };
    }

    private void oversized(MllpEvent.Oversized block) {
        String text = "block of " + block.size() + " bytes, more than " + maxBlockBytes + ", was refused";
        LOG.warn("{}: {}", line, text);
        keeping.add(block.raw(), now);
        keeping.concern(
                ReasonCode.OVERSIZED, text + ". Raise max-frame-bytes if the device means it", block.raw().length);
        end(false);
        Verdict refused = new Verdict(Outcome.REJECTED, text);
        answer(block.raw(), message -> refused, refused);
    }

    /**
     * Answers each message of a block under its own control id, for each is kept and delivered on its own.
     *
     * @param raw the block
     * @param otherwise for a block without a message
     * @return the outcomes, for the log
     */
    private String answer(byte[] raw, Function<Hl7Message, Verdict> verdicts, Verdict otherwise) {
        Charset charset = line.device().charset();
        OffsetDateTime at = now.atZone(line.zone()).toOffsetDateTime();
        List<Hl7Message> messages = Hl7Reader.read(raw, charset).messages();
        if (messages.isEmpty()) {
            count(otherwise.outcome());
            out.accept(MllpEncoder.block(Hl7Acknowledgements.unreadable(otherwise.text(), at, charset)));
            return told(otherwise.outcome());
        }
        Set<String> told = new LinkedHashSet<>();
        for (Hl7Message message : messages) {
            Verdict verdict = verdicts.apply(message);
            count(verdict.outcome());
            told.add(told(verdict.outcome()));
            for (byte[] answer : Hl7Acknowledgements.answers(message, verdict.outcome(), verdict.text(), at)) {
                out.accept(MllpEncoder.block(answer));
            }
        }
        return String.join(", ", told);
    }

    private void count(Outcome outcome) {
        if (outcome == Outcome.ACCEPTED) {
            line.countAcknowledged();
        } else {
            line.countRefused(told(outcome));
        }
    }

    private static String told(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private void end(boolean interrupted) {
        keeping.end(now, interrupted)
                .ifPresent(kept -> LOG.warn(
                        "{}: no whole message, transcript {}, {}",
                        line,
                        kept.transcript().id(),
                        AstmTalk.kilobytes(kept.size())));
    }
}
