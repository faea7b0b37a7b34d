package org.aliquot.protocol.session;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.aliquot.protocol.astm.link.AstmLinkDecoder;
import org.aliquot.protocol.astm.link.LinkEvent;

/** A link decoder that also knows when a quiet line has said all it will say. */
final class LineReader {
    private final AstmLinkDecoder decoder;
    private final AstmTimers timers;
    private final Consumer<? super LinkEvent> out;
    private Instant quietDeadline;

    LineReader(int maxFrameBytes, AstmTimers timers, Consumer<? super LinkEvent> out) {
        this.decoder = new AstmLinkDecoder(maxFrameBytes);
        this.timers = Objects.requireNonNull(timers, "timers");
        this.out = out;
    }

    void onBytes(ByteBuffer in, Instant at) {
        decoder.feed(in, out);
        if (decoder.holdsFrame()) {
            quietDeadline = at.plus(timers.lineEndGrace());
        } else {
            quietDeadline = decoder.isMidway() ? at.plus(timers.receiverFrame()) : null;
        }
    }

    /** True while a frame is under way that may still come to a good end. */
    boolean isInFrame() {
        return decoder.isInFrame();
    }

    void onTick(Instant at) {
        if (quietDeadline != null && !at.isBefore(quietDeadline)) {
            finish();
        }
    }

    /** Nothing more will come of what is held. */
    void finish() {
        quietDeadline = null;
        decoder.finish(out);
    }

    Optional<Instant> deadline() {
        return Optional.ofNullable(quietDeadline);
    }
}
