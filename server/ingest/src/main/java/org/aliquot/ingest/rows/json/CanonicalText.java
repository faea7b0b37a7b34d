package org.aliquot.ingest.rows.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a resource as HAPI stores it: without its id and without {@code meta}, elements in the order of the definition, no
 * spaces.
 */
public final class CanonicalText {
    private static final int SIZE = 4096;
    // A resource of this size is rare; the buffer of the thread that met it goes back to the collector.
    private static final int LARGEST_KEPT = 1 << 20;
    private static final ThreadLocal<StringBuilder> BUFFER = ThreadLocal.withInitial(() -> new StringBuilder(SIZE));

    private final StringBuilder out;
    private final boolean plain;

    private CanonicalText(StringBuilder out, Characters characters) {
        this.out = out;
        this.plain = characters == Characters.PLAIN;
    }

    /** The text of a resource that has no extensions in {@code meta}. */
    public static String of(ResourceReader.Read read) {
        // One buffer for each thread, but for what is not ASCII: a builder that once held a wide character keeps two
        // bytes
        // for every one from then on.
        StringBuilder buffer = read.characters() == Characters.PLAIN ? BUFFER.get() : new StringBuilder(SIZE);
        buffer.setLength(0);
        Element resource = read.resource();
        buffer.append("{\"resourceType\":\"").append(resource.type().name()).append('"');
        new CanonicalText(buffer, read.characters())
                .children(resource, resource.type().slotOf(Part.META));
        String text = buffer.append('}').toString();
        if (buffer.capacity() > LARGEST_KEPT) {
            BUFFER.remove();
        }
        return text;
    }

    private void element(Element element) {
        out.append('{');
        if (element.id() != null) {
            out.append("\"id\":\"").append(element.id()).append('"');
        }
        children(element, -1);
        out.append('}');
    }

    private void children(Element element, int skipped) {
        for (Child child : element.type().children()) {
            Object value = element.get(child);
            if (value == null || child.slot() == skipped) {
                continue;
            }
            if (out.charAt(out.length() - 1) != '{') {
                out.append(',');
            }
            child(child, value);
        }
    }

    private void child(Child child, Object value) {
        if (value instanceof Chosen chosen) {
            out.append(chosen.field().label());
            value(chosen.field(), chosen.value());
            return;
        }
        Field field = fieldOf(child);
        out.append(field.label());
        if (value instanceof List<?> values) {
            out.append('[');
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                value(field, values.get(i));
            }
            out.append(']');
        } else {
            value(field, value);
        }
    }

    private static Field fieldOf(Child child) {
        @Nullable Field only = child.only();
        if (only == null) {
            throw new IllegalStateException(child + " is a choice, its value is not");
        }
        return only;
    }

    private void value(Field field, Object value) {
        if (value instanceof Element element) {
            element(element);
        } else if (!field.valueType().isQuoted()) {
            out.append((String) value);
        } else {
            out.append('"');
            if (plain && field.valueType() != ValueType.XHTML) {
                out.append((String) value);
            } else {
                escape((String) value);
            }
            out.append('"');
        }
    }

    // As Jackson's writer does; other control characters were turned away on reading.
    private void escape(String value) {
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            String escaped = switch (value.charAt(i)) {
                case '"' -> "\\\"";
                case '\\' -> "\\\\";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                default -> null;
            };
            if (escaped != null) {
                out.append(value, from, i).append(escaped);
                from = i + 1;
            }
        }
        out.append(value, from, value.length());
    }
}
