package org.aliquot.protocol.astm.record;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes records as text with escaping: for orders, tests and simulators. What is written reads back equal.
 *
 * <pre>{@code
 * String order = new AstmWriter(AstmDelimiters.USUAL)
 *         .header().field(5, "LIS").end()
 *         .record('O').field(2, "1").components(5, "", "", "", "WBC").end()
 *         .text();
 * }</pre>
 */
public final class AstmWriter {
    private final AstmDelimiters delimiters;
    private final StringBuilder out = new StringBuilder();

    public AstmWriter(AstmDelimiters delimiters) {
        this.delimiters = Objects.requireNonNull(delimiters, "delimiters");
    }

    /** Begins the H record with its delimiter definition. */
    public RecordWriter header() {
        RecordWriter header = new RecordWriter('H');
        header.raw(2, delimiters.declaration());
        return header;
    }

    /** Begins a record. */
    public RecordWriter record(char type) {
        return new RecordWriter(type);
    }

    /** All records so far, each ended by CR. */
    public String text() {
        return out.toString();
    }

    /** All records so far in the bytes of a character set. */
    public byte[] bytes(Charset charset) {
        return text().getBytes(charset);
    }

    /** Fields of one record, in any order. */
    public final class RecordWriter {
        private final List<String> fields = new ArrayList<>();

        private RecordWriter(char type) {
            fields.add(String.valueOf(type));
        }

        /** One field of one component. */
        public RecordWriter field(int n, String value) {
            return raw(n, AstmEscapes.encode(value, delimiters));
        }

        /** One field of several components. */
        public RecordWriter components(int n, String... values) {
            return raw(n, joined(List.of(values)));
        }

        /** One field of several repeats, each of several components. */
        public RecordWriter repeats(int n, List<List<String>> repeats) {
            List<String> written = new ArrayList<>();
            for (List<String> repeat : repeats) {
                written.add(joined(repeat));
            }
            return raw(n, String.join(String.valueOf(delimiters.repeat()), written));
        }

        /** Ends the record. */
        public AstmWriter end() {
            out.append(String.join(String.valueOf(delimiters.field()), fields)).append('\r');
            return AstmWriter.this;
        }

        private String joined(List<String> values) {
            List<String> encoded = new ArrayList<>();
            for (String value : values) {
                encoded.add(AstmEscapes.encode(value, delimiters));
            }
            return String.join(String.valueOf(delimiters.component()), encoded);
        }

        private RecordWriter raw(int n, String written) {
            if (n < 2) {
                throw new IndexOutOfBoundsException("field " + n + ": expected 2 or more, field 1 is the type");
            }
            while (fields.size() < n) {
                fields.add("");
            }
            fields.set(n - 1, written);
            return this;
        }
    }
}
