package org.aliquot.protocol.astm.link;

/** Why a frame cannot be accepted. */
public enum FrameFault {
    /** The checksum it carries is not the sum of its bytes (LIS01-A2 §6.5.1.1). */
    CHECKSUM,
    /** ETB or ETX is not followed by two hexadecimal digits. */
    CHECKSUM_MISSING,
    /** STX is not followed by a digit 0 to 7 (LIS01-A2 §6.3.2). */
    FRAME_NUMBER_MISSING,
    /** Neither the last accepted number nor the next one (LIS01-A2 §6.5.1.1). */
    OUT_OF_SEQUENCE,
    /** The last accepted number again, but with other text: no repeat, and acknowledging it would lose the text. */
    NUMBER_REUSED,
    /** Another frame, ENQ, EOT or the end of the line came before its end. */
    CUT_SHORT,
    /** Longer than the configured limit. */
    OVERSIZED,
    /** The frame is good, but could not be stored; sending it again may succeed. */
    NOT_STORED
}
