package org.aliquot.protocol.hl7v2;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One segment, fields numbered as in HL7: MSH-1 is the field delimiter itself, MSH-2 the encoding characters. Absent
 * fields, repeats and components read as {@code ""}. Escape sequences are decoded. An explicit null ({@code ""}, two
 * quotes) reads as two quotes; see {@link #isNull}.
 */
public final class Hl7Segment {
    private final Hl7Delimiters delimiters;
    private final Charset charset;
    private final List<String> parts;
    private final int from;
    private final int to;

    Hl7Segment(String text, Hl7Delimiters delimiters, Charset charset, int from, int to) {
        this.delimiters = delimiters;
        this.charset = charset;
        this.parts = split(text, delimiters.field());
        this.from = from;
        this.to = to;
    }

    /** Three characters: OBX, PID, MSH … */
    public String name() {
        return parts.get(0);
    }

    /** The number of the last field present. */
    public int fieldCount() {
        return isHeader() ? parts.size() : parts.size() - 1;
    }

    /**
     * The first repeat of a field, whole: component delimiters stay, the rest is decoded.
     *
     * @param n counted from 1, in HL7's numbering
     */
    public String field(int n) {
        String raw = rawField(n);
        return isDelimiterField(n)
                ? raw
                : decode(split(raw, delimiters.repeat()).get(0));
    }

    /** One component of the first repeat; sub-component delimiters stay. */
    public String component(int field, int component) {
        return component(field, 1, component);
    }

    /**
     * One component of one repeat; sub-component delimiters stay.
     *
     * @param repeat counted from 1
     * @param component counted from 1
     */
    public String component(int field, int repeat, int component) {
        String raw = rawComponent(field, repeat, component);
        return isDelimiterField(field) ? raw : decode(raw);
    }

    /** One sub-component; all counted from 1. */
    public String subcomponent(int field, int repeat, int component, int subcomponent) {
        String raw = rawComponent(field, repeat, component);
        return isDelimiterField(field)
                ? (subcomponent == 1 ? raw : "")
                : decode(nth(split(raw, delimiters.subcomponent()), subcomponent, "sub-component"));
    }

    /** All repeats of a field, each as its decoded components; empty when the field is absent or empty. */
    public List<List<String>> repeats(int field) {
        String raw = rawField(field);
        if (raw.isEmpty()) {
            return List.of();
        }
        if (isDelimiterField(field)) {
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

    /** True when the field is HL7's explicit null, two quotes: "delete what you have", not "nothing said". */
    public boolean isNull(int field) {
        return rawField(field).equals("\"\"");
    }

    /** The field as it was sent: all repeats, nothing decoded. */
    public String rawField(int n) {
        if (n < 1) {
            throw new IndexOutOfBoundsException("field " + n + ": expected 1 or more");
        }
        if (isHeader()) {
            return n == 1 ? String.valueOf(delimiters.field()) : n > parts.size() ? "" : parts.get(n - 1);
        }
        return n >= parts.size() ? "" : parts.get(n);
    }

    /** First byte in the raw input, counted from 0. */
    public int from() {
        return from;
    }

    /** One past the last byte in the raw input, end of line not included. */
    public int to() {
        return to;
    }

    /** Name and set id, {@code OBX|17}: names the segment without naming the patient. */
    public String label() {
        if (isHeader()) {
            return name();
        }
        // A set id is digits; anything else might be data.
        return rawField(1).matches("\\d{1,6}") ? name() + "|" + rawField(1) : name();
    }

    /** The label: never the text, which names patients. */
    @Override
    public String toString() {
        return label();
    }

    private boolean isHeader() {
        return name().equals("MSH");
    }

    private boolean isDelimiterField(int n) {
        return isHeader() && n <= 2;
    }

    private String rawComponent(int field, int repeat, int component) {
        String raw = rawField(field);
        if (isDelimiterField(field)) {
            return repeat == 1 && component == 1 ? raw : "";
        }
        String oneRepeat = nth(split(raw, delimiters.repeat()), repeat, "repeat");
        return nth(split(oneRepeat, delimiters.component()), component, "component");
    }

    private String decode(String text) {
        return Hl7Escapes.decode(text, delimiters, charset);
    }

    private static String nth(List<String> all, int n, String what) {
        if (n < 1) {
            throw new IndexOutOfBoundsException(what + " " + n + ": expected 1 or more");
        }
        return n > all.size() ? "" : all.get(n - 1);
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
