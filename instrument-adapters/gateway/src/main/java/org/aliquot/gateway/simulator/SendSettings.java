package org.aliquot.gateway.simulator;

import java.time.Duration;
import java.util.Objects;
import org.aliquot.protocol.astm.link.FrameEncoder;

/**
 * How to send.
 *
 * @param framing how messages are put on the line
 * @param maxFrameText most text bytes in one ASTM frame
 * @param connectTimeout for the connection
 * @param answerTimeout for each answer; bounds the whole: each frame is sent at most six times
 */
public record SendSettings(Framing framing, int maxFrameText, Duration connectTimeout, Duration answerTimeout) {

    /** How messages are put on the line. */
    public enum Framing {
        /** Each record a frame of its own, as the standard has it; HL7: each message a block. */
        RECORD,
        /** Each message in one frame, as some analyzers do; HL7: each message a block. */
        MESSAGE,
        /** The file's bytes just as they are, faults included, without waiting; then the answers are read. */
        AS_IS
    }

    public SendSettings {
        Objects.requireNonNull(framing, "framing");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(answerTimeout, "answerTimeout");
        if (maxFrameText < 1) {
            throw new IllegalArgumentException("maxFrameText " + maxFrameText + ": expected at least 1");
        }
    }

    /** A record a frame of E1381's size, the standard's 15 s for an answer. */
    public static SendSettings standard() {
        return new SendSettings(
                Framing.RECORD, FrameEncoder.E1381_TEXT, Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    public SendSettings with(Framing other) {
        int text = other == Framing.MESSAGE ? FrameEncoder.LIS01_TCP_TEXT : maxFrameText;
        return new SendSettings(other, text, connectTimeout, answerTimeout);
    }

    public SendSettings answeringWithin(Duration other) {
        return new SendSettings(framing, maxFrameText, connectTimeout, other);
    }
}
