package org.aliquot.protocol.astm.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/**
 * Escape sequences in text (LIS02-A2 §5.4.6), written with {@code &} for whatever escape delimiter the header declares:
 * {@code &F&} field, {@code &S&} component, {@code &R&} repeat, {@code &E&} escape, {@code &Xhh..&} bytes,
 * {@code &H&} and {@code &N&} highlighting on and off (dropped: a display matter). Anything else, and a lone escape
 * delimiter, is text.
 */
final class AstmEscapes {
    private static final int LONGEST_SEQUENCE = 4096;

    private AstmEscapes() {}

    static String decode(String text, AstmDelimiters delimiters, Charset charset) {
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
                // Not a sequence: this delimiter is text, the next one may begin a sequence.
                at = end;
                continue;
            }
            out.append(text, done, at).append(meaning);
            done = end + 1;
            at = text.indexOf(escape, done);
        }
        return out.append(text, done, text.length()).toString();
    }

    private static String meaning(String body, AstmDelimiters delimiters, Charset charset) {
        return switch (body) {
            case "F" -> String.valueOf(delimiters.field());
            case "S" -> String.valueOf(delimiters.component());
            case "R" -> String.valueOf(delimiters.repeat());
            case "E" -> String.valueOf(delimiters.escape());
            case "H", "N" -> "";
            default -> body.startsWith("X") ? bytes(body, charset) : null;
        };
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

    static String encode(String text, AstmDelimiters delimiters) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == delimiters.escape()) {
                sequence(out, "E", delimiters);
            } else if (c == delimiters.field()) {
                sequence(out, "F", delimiters);
            } else if (c == delimiters.component()) {
                sequence(out, "S", delimiters);
            } else if (c == delimiters.repeat()) {
                sequence(out, "R", delimiters);
            } else if (c < ' ' || c == 0x7F) {
                // Control characters would end the record or the frame (LIS01-A2 §6.6.1).
                sequence(out, String.format("X%02X", (int) c), delimiters);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void sequence(StringBuilder out, String body, AstmDelimiters delimiters) {
        out.append(delimiters.escape()).append(body).append(delimiters.escape());
    }
}
