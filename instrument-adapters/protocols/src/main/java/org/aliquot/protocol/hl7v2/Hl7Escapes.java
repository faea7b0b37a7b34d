package org.aliquot.protocol.hl7v2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/**
 * Escape sequences in text (HL7 v2.5.1 §2.7): {@code \F\ \S\ \T\ \R\ \E\}, {@code \Xhh..\}, {@code \.br\},
 * {@code \H\} and {@code \N\} (dropped: a display matter); and {@code \Zhhhh\}, with which some devices write one
 * character by its Unicode number. Anything else, and a lone escape character, is text.
 */
final class Hl7Escapes {
    private static final int LONGEST_SEQUENCE = 4096;
    private static final int UNICODE_DIGITS = 4;

    private Hl7Escapes() {}

    static String decode(String text, Hl7Delimiters delimiters, Charset charset) {
        char escape = delimiters.escape();
        int at = text.indexOf(escape);
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int done = 0;
        while (at >= 0) {
            int end = text.indexOf(escape, at + 1);
            if (end < 0) {
                break;
            }
            String meaning =
                    end - at > LONGEST_SEQUENCE ? null : meaning(text.substring(at + 1, end), delimiters, charset);
            if (meaning == null) {
                // Not a sequence: this one is text, the next one may begin a sequence.
                at = end;
                continue;
            }
            out.append(text, done, at).append(meaning);
            done = end + 1;
            at = text.indexOf(escape, done);
        }
        return out.append(text, done, text.length()).toString();
    }

    private static String meaning(String body, Hl7Delimiters delimiters, Charset charset) {
        return switch (body) {
            case "F" -> String.valueOf(delimiters.field());
            case "S" -> String.valueOf(delimiters.component());
            case "T" -> String.valueOf(delimiters.subcomponent());
            case "R" -> String.valueOf(delimiters.repeat());
            case "E" -> String.valueOf(delimiters.escape());
            case "H", "N" -> "";
            case ".br", ".ce" -> "\n";
            default -> {
                if (body.startsWith("X")) {
                    yield bytes(body, charset);
                }
                yield body.startsWith("Z") ? unicode(body) : null;
            }
        };
    }

    private static String unicode(String body) {
        if (body.length() != 1 + UNICODE_DIGITS) {
            return null;
        }
        int codePoint = 0;
        for (int i = 1; i < body.length(); i++) {
            int digit = Character.digit(body.charAt(i), 16);
            if (digit < 0) {
                return null;
            }
            codePoint = codePoint << 4 | digit;
        }
        return Character.isSurrogate((char) codePoint) ? null : String.valueOf((char) codePoint);
    }

    private static String bytes(String body, Charset charset) {
        if (body.length() < 3 || body.length() % 2 == 0) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 1; i < body.length(); i += 2) {
            int high = Character.digit(body.charAt(i), 16);
            int low = Character.digit(body.charAt(i + 1), 16);
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.write(high << 4 | low);
        }
        return bytes.toString(charset);
    }

    static String encode(String text, Hl7Delimiters delimiters) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == delimiters.escape()) {
                sequence(out, "E", delimiters);
            } else if (c == delimiters.field()) {
                sequence(out, "F", delimiters);
            } else if (c == delimiters.component()) {
                sequence(out, "S", delimiters);
            } else if (c == delimiters.subcomponent()) {
                sequence(out, "T", delimiters);
            } else if (c == delimiters.repeat()) {
                sequence(out, "R", delimiters);
            } else if (c < ' ' || c == 0x7F) {
                // Control characters would end the segment or the block.
                sequence(out, String.format("X%02X", (int) c), delimiters);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void sequence(StringBuilder out, String body, Hl7Delimiters delimiters) {
        out.append(delimiters.escape()).append(body).append(delimiters.escape());
    }
}
