package org.aliquot.instrument;

import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;

/**
 * A finding that stands in no report, because none could be made.
 *
 * @param bytes where in the transcript, where that is known
 */
public record Fault(Finding finding, Optional<ByteRange> bytes) {
    public Fault {
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(bytes, "bytes");
    }

    /** Something that keeps a message from being read. */
    public static Fault error(ReasonCode reason, String message, ByteRange bytes) {
        return new Fault(Finding.error(reason, message), Optional.of(bytes));
    }

    /** Something odd beside the messages. */
    public static Fault warning(ReasonCode reason, String message, ByteRange bytes) {
        return new Fault(Finding.warning(reason, message), Optional.of(bytes));
    }
}
