package org.aliquot.lab;

import java.util.Objects;
import java.util.Optional;

/**
 * Something in a message that needs a person: where, what, expected, next. Names records and fields, never a patient.
 *
 * <p>Texts may quote a code or number as it was sent. They are one line each, so that nothing sent can forge one where
 * they are shown: control characters and line ends become blanks, and what is too long is cut.
 *
 * @param message at most {@value #LONGEST_MESSAGE} characters
 * @param record the record's own number ({@code R|4}, {@code OBX|17}), where one is concerned
 */
public record Finding(Severity severity, ReasonCode reason, String message, Optional<String> record) {

    static final int LONGEST_MESSAGE = 500;
    static final int LONGEST_RECORD = 60;

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
        message = oneLine(message, LONGEST_MESSAGE);
        record = record.map(number -> oneLine(number, LONGEST_RECORD));
    }

    public static Finding warning(ReasonCode reason, String message) {
        return new Finding(Severity.WARNING, reason, message, Optional.empty());
    }

    public static Finding error(ReasonCode reason, String message) {
        return new Finding(Severity.ERROR, reason, message, Optional.empty());
    }

    private static String oneLine(String text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length(); i++) {
            if (line.length() == longest) {
                int end = Character.isHighSurrogate(line.charAt(longest - 2)) ? longest - 2 : longest - 1;
                line.setLength(end);
                return line.append('\u2026').toString();
            }
            char c = text.charAt(i);
            boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            line.append(breaks ? ' ' : c);
        }
        return line.toString();
    }

    public Finding at(String recordNumber) {
        return new Finding(severity, reason, message, Optional.of(recordNumber));
    }
}
