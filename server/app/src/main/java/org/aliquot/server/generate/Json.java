package org.aliquot.server.generate;

import java.nio.charset.StandardCharsets;

/** Pieces of JSON that are prepared once and written often. */
final class Json {
    private Json() {}

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON string, quotes included. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                throw new IllegalArgumentException("control character in \"" + text + '"');
            }
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c);
        }
        return json.append('"').toString();
    }

    /** A Coding; without display where that is empty. */
    static String coding(String system, String code, String display) {
        return "{\"system\":" + quoted(system) + ",\"code\":" + quoted(code)
                + (display.isEmpty() ? "" : ",\"display\":" + quoted(display)) + "}";
    }

    /** A CodeableConcept of one Coding. */
    static String concept(String system, String code, String display) {
        return "{\"coding\":[" + coding(system, code, display) + "]}";
    }
}
