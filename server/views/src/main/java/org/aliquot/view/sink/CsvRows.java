package org.aliquot.view.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Rows as records of CSV (RFC 4180): commas, CRLF, quotes where they are needed. No value is an empty field, empty text is {@code ""}.
 * Lists and structures are JSON within their field.
 *
 * <p>Values are written as they are, {@code =1+1} too. A spreadsheet that opens the file may take a field that begins with {@code =},
 * {@code +}, {@code -} or {@code @} for a formula; to change it here would change results ({@code -0.5}). Import such columns as text.
 */
final class CsvRows implements RowWriter {
    static final String END = "\r\n";

    private static final int BUFFER = 1 << 13;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    CsvRows(OutputStream to) {
        this.out = to;
    }

    @Override
    public void row(Object[] row) throws IOException {
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                put(',');
            }
            if (row[i] != null) {
                field(text(row[i]));
            }
        }
        put('\r');
        put('\n');
    }

    private static String text(Object value) throws IOException {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof List<?> || value instanceof JsonNode ? JsonRows.text(value) : value.toString();
    }

    private void field(String text) throws IOException {
        if (isPlain(text)) {
            return;
        }
        if (!needsQuotes(text)) {
            put(text);
            return;
        }
        put('"');
        put(text.replace("\"", "\"\""));
        put('"');
    }

    /** Puts a text of ASCII that needs no quotes, as nearly all in laboratories: looked at and copied in one go. */
    private boolean isPlain(String text) throws IOException {
        int length = text.length();
        if (length > BUFFER - filled) {
            flush();
        }
        if (length > BUFFER || hasBareEnds(text)) {
            return false;
        }
        int to = filled;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || isMark(c)) {
                return false;
            }
            buffer[to++] = (byte) c;
        }
        filled = to;
        return true;
    }

    private static boolean needsQuotes(String text) {
        if (hasBareEnds(text)) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            if (isMark(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    // Blanks at the ends: many readers cut them off.
    private static boolean hasBareEnds(String text) {
        return text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ';
    }

    private static boolean isMark(char c) {
        return c == ',' || c == '"' || c == '\n' || c == '\r';
    }

    // Not a Writer: its encoder took an eighth of a view's time.
    private void put(String text) throws IOException {
        flush();
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(char ascii) throws IOException {
        if (filled == BUFFER) {
            flush();
        }
        buffer[filled++] = (byte) ascii;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    /** Hands on what is left; the stream stays open. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
