package org.aliquot.instrument;

import java.util.List;
import java.util.stream.Stream;
import org.aliquot.lab.LabReport;

/**
 * All that one transcript says.
 *
 * @param messages in the order sent, the unreadable ones among them
 * @param strays what belongs to no message: refused frames, bytes between messages, a conversation cut short
 */
public record Reading(List<ReadMessage> messages, List<Fault> strays) {
    public Reading {
        messages = List.copyOf(messages);
        strays = List.copyOf(strays);
    }

    /** The messages that could be read, in the order sent. */
    public List<LabReport> reports() {
        return messages.stream().flatMap(message -> message.report().stream()).toList();
    }

    /** Everything that stands in no report: each unreadable message's faults, then the strays. */
    public List<Fault> faults() {
        return Stream.concat(messages.stream().flatMap(message -> message.faults().stream()), strays.stream())
                .toList();
    }
}
