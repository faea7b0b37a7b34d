package org.aliquot.protocol.hl7v2;

import java.util.List;

/**
 * What raw bytes say, read as HL7 v2.
 *
 * @param messages in the order sent
 * @param faults in the order met, those of the messages included; empty when every byte is accounted for
 */
public record Hl7Conversation(List<Hl7Message> messages, List<Hl7Fault> faults) {
    public Hl7Conversation {
        messages = List.copyOf(messages);
        faults = List.copyOf(faults);
    }
}
