package org.aliquot.protocol.astm.link;

/** What to do with a frame whose checksum is right and whose number is not the expected one. */
public enum FrameNumbering {
    /**
     * Reject it, as LIS01-A2 §6.5.1.1 says: a gap may mean that a frame was lost. The rule for a live line.
     */
    STRICT,
    /**
     * Take it, unless it repeats the last frame byte for byte, and say so. For instruments known to number wrongly (some
     * number every frame of an image 1), and for captures whose line nobody can ask again.
     */
    TOLERANT
}
