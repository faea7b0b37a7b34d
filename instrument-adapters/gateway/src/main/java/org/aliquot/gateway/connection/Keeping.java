package org.aliquot.gateway.connection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.gateway.spool.Concern;
import org.aliquot.gateway.spool.OpenTranscript;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.Transcript;

/** The transcript of the conversation under way, opened by its first byte and bounded in size. */
final class Keeping {
    private final Line line;
    private final List<Concern> concerns = new ArrayList<>();
    private OpenTranscript open;
    private boolean worthKeeping;
    private String overflow;

    Keeping(Line line) {
        this.line = line;
    }

    boolean isOpen() {
        return open != null;
    }

    /** When the conversation under way began. */
    Instant openedAt() {
        return open.openedAt();
    }

    /** Why nothing more is taken, once the transcript is full. */
    Optional<String> overflow() {
        return Optional.ofNullable(overflow);
    }

    /** A control character: it alone is no reason to keep the conversation. */
    void control(byte character, Instant at) {
        take(new byte[] {character}, at);
    }

    /**
     * Takes bytes without a promise.
     *
     * @return false when the transcript is full; they are dropped and the line must be closed
     */
    boolean add(byte[] bytes, Instant at) {
        boolean taken = take(bytes, at);
        worthKeeping = true;
        return taken;
    }

    private boolean take(byte[] bytes, Instant at) {
        if (open == null) {
            open = line.spool().open(line.instrument(), at);
        }
        if (open.size() + (long) bytes.length > line.settings().maxTranscriptBytes()) {
            if (overflow == null) {
                overflow = "more than " + line.settings().maxTranscriptBytes() + " bytes in one conversation";
                concern(
                        ReasonCode.OVERSIZED,
                        overflow + "; the rest was refused. Raise max-transcript-bytes if the" + " device means it",
                        0);
            }
            return false;
        }
        open.add(bytes, 0, bytes.length);
        return true;
    }

    /** Returns once everything taken is durable. */
    void force() {
        long began = System.nanoTime();
        open.force();
        line.countKept(System.nanoTime() - began);
    }

    /** Something the bytes alone do not show; about the last {@code length} bytes. */
    void concern(ReasonCode reason, String text, int length) {
        ByteRange where = new ByteRange(Math.max(0, open.size() - length), open.size());
        boolean known = concerns.stream().anyMatch(c -> c.finding().reason() == reason);
        if (!known) {
            concerns.add(new Concern(where, Optional.empty(), Finding.error(reason, text)));
        }
    }

    /**
     * Ends the conversation; returns once it is durable.
     *
     * @return the transcript's id and size, or empty when nothing was said
     */
    Optional<Kept> end(Instant at, boolean interrupted) {
        if (open == null) {
            return Optional.empty();
        }
        OpenTranscript ended = open;
        open = null;
        List<Concern> raised = List.copyOf(concerns);
        concerns.clear();
        boolean kept = worthKeeping || !raised.isEmpty();
        worthKeeping = false;
        if (!kept) {
            ended.discard();
            return Optional.empty();
        }
        ended.complete(at, interrupted, raised);
        line.conversationKept(at);
        return Optional.of(new Kept(ended, ended.size()));
    }

    /** A conversation that was kept. */
    record Kept(OpenTranscript transcript, int size) {
        /** The same transcript with bytes at hand, to read an answer from without asking the disk. */
        Transcript with(byte[] bytes) {
            return new Transcript(transcript.id(), transcript.from(), transcript.openedAt(), bytes);
        }
    }
}
