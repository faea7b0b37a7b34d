package org.aliquot.protocol.astm.record;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * One record of a message, fields numbered as in LIS02-A2: field 1 is the record type, and in H field 2 is the delimiter
 * definition. Absent fields, components and repeats read as {@code ""}. Escape sequences are decoded.
 */
public final class AstmRecord {
    private final AstmDelimiters delimiters;
    private final Charset charset;
    private final List<String> fields;
    private final int from;
    private final int to;

    AstmRecord(String text, AstmDelimiters delimiters, Charset charset, int from, int to) {
        this.delimiters = delimiters;
        this.charset = charset;
        this.fields = Collections.unmodifiableList(split(text, delimiters.field()));
        this.from = from;
        this.to = to;
    }

    /**
     * Reads a record from its text alone, without its end of line: for tests and for orders built here.
     *
     * @param text for H, the delimiters are read from it; otherwise they are {@link AstmDelimiters#USUAL}
     */
    public static AstmRecord of(String text) {
        AstmDelimiters delimiters = text.startsWith("H") ? AstmDelimiters.declaredBy(text) : AstmDelimiters.USUAL;
        return of(text, delimiters);
    }

    /** Reads a record from its text alone. */
    public static AstmRecord of(String text, AstmDelimiters delimiters) {
        Objects.requireNonNull(text, "text");
        return new AstmRecord(text, delimiters, StandardCharsets.UTF_8, 0, 0);
    }

    /** The record type: H, P, O, R, C, M, Q, S or L. */
    public char type() {
        return fields.get(0).isEmpty() ? ' ' : fields.get(0).charAt(0);
    }

    /** How many fields stand in the record, the type included. */
    public int fieldCount() {
        return fields.size();
    }

    /**
     * The first repeat of a field, whole: component delimiters stay, each component is decoded.
     *
     * @param n 1 for the record type
     */
    public String field(int n) {
        String raw = rawField(n);
        if (isDelimiterDefinition(n)) {
            return raw;
        }
        return decode(firstRepeat(raw));
    }

    /**
     * One component of the first repeat of a field.
     *
     * @param component counted from 1
     */
    public String component(int field, int component) {
        return component(firstRepeat(rawField(field)), component, field);
    }

    /**
     * One component of one repeat of a field.
     *
     * @param repeat counted from 1
     * @param component counted from 1
     */
    public String component(int field, int repeat, int component) {
        if (repeat < 1) {
            throw new IndexOutOfBoundsException("repeat " + repeat + ": expected 1 or more");
        }
        List<String> repeats = split(rawField(field), delimiters.repeat());
        return repeat > repeats.size() ? "" : component(repeats.get(repeat - 1), component, field);
    }

    private String component(String oneRepeat, int component, int field) {
        if (component < 1) {
            throw new IndexOutOfBoundsException("component " + component + ": expected 1 or more");
        }
        if (isDelimiterDefinition(field)) {
            return component == 1 ? rawField(field) : "";
        }
        List<String> components = split(oneRepeat, delimiters.component());
        return component > components.size() ? "" : decode(components.get(component - 1));
    }

    /** All repeats of a field, each as its decoded components; empty when the field is absent or empty. */
    public List<List<String>> repeats(int field) {
        String raw = rawField(field);
        if (raw.isEmpty()) {
            return List.of();
        }
        if (isDelimiterDefinition(field)) {
            return List.of(List.of(raw));
        }
        List<List<String>> repeats = new ArrayList<>();
        for (String repeat : split(raw, delimiters.repeat())) {
            List<String> components = new ArrayList<>();
            for (String component : split(repeat, delimiters.component())) {
                components.add(decode(component));
            }
            repeats.add(Collections.unmodifiableList(components));
        }
        return Collections.unmodifiableList(repeats);
    }

    /** The field as it was sent: all repeats, nothing decoded; for what a vendor put there against the standard. */
    public String rawField(int n) {
        if (n < 1) {
            throw new IndexOutOfBoundsException("field " + n + ": expected 1 or more");
        }
        return n > fields.size() ? "" : fields.get(n - 1);
    }

    /** The delimiters of the message this record stands in. */
    public AstmDelimiters delimiters() {
        return delimiters;
    }

    /** First byte in the raw input, counted from 0. */
    public int from() {
        return from;
    }

    /** One past the last byte in the raw input, end of line not included. */
    public int to() {
        return to;
    }

    /** Type and sequence number, {@code R|4}: names the record without naming the patient. */
    public String label() {
        if (type() == 'H') {
            return "H";
        }
        String sequence = rawField(2);
        // A sequence number is digits; anything else might be data.
        return sequence.matches("\\d{1,6}") ? type() + "|" + sequence : String.valueOf(type());
    }

    /** The label: never the text, which names patients. */
    @Override
    public String toString() {
        return label();
    }

    private boolean isDelimiterDefinition(int field) {
        return field == 2 && type() == 'H';
    }

    private String firstRepeat(String raw) {
        int end = raw.indexOf(delimiters.repeat());
        return end < 0 ? raw : raw.substring(0, end);
    }

    private String decode(String text) {
        return AstmEscapes.decode(text, delimiters, charset);
    }

    private static List<String> split(String text, char delimiter) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
