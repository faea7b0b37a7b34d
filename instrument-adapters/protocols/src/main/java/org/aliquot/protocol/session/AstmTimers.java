package org.aliquot.protocol.session;

import java.time.Duration;
import java.util.List;

/**
 * The waits and tries of E1381 / LIS01-A2, in one place.
 *
 * @param senderReply how long a sender waits for the answer to ENQ or a frame: 15 s (§6.5.2.1, §6.5.2.2)
 * @param receiverFrame how long a receiver waits for a frame or EOT: 30 s (§6.5.2.4)
 * @param hostContention how long a host that gave way waits for the instrument's ENQ: 20 s (§6.2.7.1)
 * @param instrumentContention how long an instrument waits after contention before ENQ again: 1 s (§6.2.7.1)
 * @param busyRetry how long a sender waits after NAK to ENQ: 10 s (§6.2.6)
 * @param interruptRest how long a sender stays silent after a receiver interrupt: 15 s (§6.3.5)
 * @param lineEndGrace how long a complete frame waits for its CR LF on a quiet line before it is taken without; ours, the
 *     standard always sends them
 * @param tries how often a frame is sent before the sender gives up: 6 (§6.5.1.2)
 */
public record AstmTimers(
        Duration senderReply,
        Duration receiverFrame,
        Duration hostContention,
        Duration instrumentContention,
        Duration busyRetry,
        Duration interruptRest,
        Duration lineEndGrace,
        int tries) {
    /** The standard's values. */
    public static final AstmTimers STANDARD = new AstmTimers(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofMillis(500),
            6);

    public AstmTimers {
        for (Duration wait : List.of(
                senderReply,
                receiverFrame,
                hostContention,
                instrumentContention,
                busyRetry,
                interruptRest,
                lineEndGrace)) {
            if (wait.isNegative() || wait.isZero()) {
                throw new IllegalArgumentException("a wait of " + wait + ": expected more than nothing");
            }
        }
        if (tries < 1) {
            throw new IllegalArgumentException("tries " + tries + ": expected at least 1");
        }
    }
}
