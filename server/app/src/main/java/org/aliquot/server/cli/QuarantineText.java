package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Quarantine entries as a person at a terminal reads them. */
final class QuarantineText {
    private static final String[] CONTROL_NAMES = {
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI", "DLE",
        "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"
    };

    private QuarantineText() {}

    /** One entry on one line. */
    static String line(JsonNode entry) {
        return String.join(
                "  ",
                entry.path("id").asText(),
                entry.path("raisedAt").asText(),
                entry.path("severity").asText(),
                entry.path("state").asText(),
                entry.path("device").asText(),
                entry.path("reason").asText(),
                entry.path("message").asText());
    }

    /** All fields, one a line. */
    static List<String> fields(JsonNode entry) {
        List<String> lines = new ArrayList<>();
        entry.fields()
                .forEachRemaining(field -> lines.add(String.format(
                        "%-12s%s", field.getKey(), field.getValue().asText())));
        return lines;
    }

    /** Raw bytes with their control characters written out; a line ends after each CR or LF. */
    static String visible(byte[] raw) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(raw, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c < CONTROL_NAMES.length) {
                text.append('<').append(CONTROL_NAMES[c]).append('>');
                if (c == '\r' || c == '\n') {
                    text.append(System.lineSeparator());
                }
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
