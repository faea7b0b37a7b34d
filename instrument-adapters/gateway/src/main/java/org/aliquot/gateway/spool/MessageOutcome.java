package org.aliquot.gateway.spool;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.MessageId;

/**
 * What became of one message of a transcript.
 *
 * @param message by content; empty when the message could not be read far enough to have one
 * @param bytes where in the transcript
 * @param resources how many resources the sink stored
 */
public record MessageOutcome(Optional<MessageId> message, ByteRange bytes, Result result, int resources, Instant at) {

    /** The sink's answer. */
    public enum Result {
        STORED,
        DUPLICATE,
        QUARANTINED
    }

    public MessageOutcome {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(at, "at");
    }
}
