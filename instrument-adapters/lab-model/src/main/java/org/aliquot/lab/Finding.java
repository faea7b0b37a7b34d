package org.aliquot.lab;

import java.util.Objects;
import java.util.Optional;

/**
 * Something in a message that needs a person: where, what, expected, next. Names records and fields, never a patient.
 *
 * @param record the record's own number ({@code R|4}, {@code OBX|17}), where one is concerned
 */
public record Finding(Severity severity, ReasonCode reason, String message, Optional<String> record) {

    /** What it means for the message it stands in. */
    public enum Severity {
        /** Stored all the same; a table or a device setting wants mending. */
        WARNING,
        /** Not stored: the message waits in quarantine. */
        ERROR
    }

    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(record, "record");
    }

    public static Finding warning(ReasonCode reason, String message) {
        return new Finding(Severity.WARNING, reason, message, Optional.empty());
    }

    public static Finding error(ReasonCode reason, String message) {
        return new Finding(Severity.ERROR, reason, message, Optional.empty());
    }

    public Finding at(String recordNumber) {
        return new Finding(severity, reason, message, Optional.of(recordNumber));
    }
}
