package org.aliquot.protocol.mllp;

/** What to make of a message that stands in no block. */
public enum MllpFraming {
    /**
     * It is not whole: only the block's end says that nothing is missing, and {@code 13} may be a cut {@code 134}. The
     * rule for a live line.
     */
    REQUIRED,
    /** It is read as far as it goes. For files, which hold messages without blocks and often without a last line end. */
    OPTIONAL
}
