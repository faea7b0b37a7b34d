package org.aliquot.view.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
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

    private final Writer out;

    CsvRows(OutputStream to) {
        this.out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    }

    @Override
    public void row(Object[] row) throws IOException {
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            if (row[i] != null) {
                field(text(row[i]));
            }
        }
        out.write(END);
    }

    private static String text(Object value) throws IOException {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof List<?> || value instanceof JsonNode ? JsonRows.text(value) : value.toString();
    }

    private void field(String text) throws IOException {
        if (!needsQuotes(text)) {
            out.write(text);
            return;
        }
        out.write('"');
        int from = 0;
        for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', from)) {
            out.write(text, from, quote + 1 - from);
            out.write('"');
            from = quote + 1;
        }
        out.write(text, from, text.length() - from);
        out.write('"');
    }

    // Blanks at the ends, too: many readers cut them off.
    private static boolean needsQuotes(String text) {
        if (text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    /** Flushes; the stream stays open. */
    @Override
    public void close() throws IOException {
        out.flush();
    }
}
