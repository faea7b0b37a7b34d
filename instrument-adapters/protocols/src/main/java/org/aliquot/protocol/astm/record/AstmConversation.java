package org.aliquot.protocol.astm.record;

import java.util.List;

/**
 * What raw bytes say, read as ASTM.
 *
 * @param messages in the order sent
 * @param faults in the order met; empty when every byte is accounted for
 * @param frames what the link layer carried
 */
public record AstmConversation(List<AstmMessage> messages, List<AstmFault> faults, FrameCounts frames) {
    public AstmConversation {
        messages = List.copyOf(messages);
        faults = List.copyOf(faults);
    }

    /**
     * How many frames were seen.
     *
     * @param verified with a right checksum, repeats included
     * @param accepted new and taken: what a live session keeps
     * @param duplicates repeats of the frame before, dropped
     * @param rejected with a wrong checksum, a wrong number, or cut short
     */
    public record FrameCounts(int verified, int accepted, int duplicates, int rejected) {}
}
