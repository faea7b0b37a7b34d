package org.aliquot.view.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Items as values of FHIRPath: String, Boolean, Integer, BigDecimal, {@link PartialTime}; objects stay JSON. */
final class Values {
    /** Characters of a text that is made of others: a short path could make a long one. */
    private static final int LONGEST_TEXT = 1_000_000;

    private Values() {}

    static void bound(long characters) {
        if (characters > LONGEST_TEXT) {
            throw new PathRunException("a text would be longer than " + LONGEST_TEXT + " characters");
        }
    }

    /** @param typing what the definitions say of the item */
    static Object of(Object item, Typing typing) {
        String type = item instanceof Typed typed ? typed.type() : typing.one();
        if (!(Typed.plain(item) instanceof JsonNode node)) {
            return item;
        }
        return switch (node.getNodeType()) {
            case STRING -> text(node.textValue(), type);
            case NUMBER -> Numbers.of(node, type.equals("decimal"));
            case BOOLEAN -> node.booleanValue();
            default -> node;
        };
    }

    private static Object text(String text, String type) {
        PartialTime.Kind kind = kind(type);
        PartialTime time = kind == null ? null : PartialTime.parse(text, kind);
        return time == null ? text : time;
    }

    static PartialTime.@Nullable Kind kind(String type) {
        return switch (type) {
            case "date" -> PartialTime.Kind.DATE;
            case "dateTime", "instant" -> PartialTime.Kind.DATE_TIME;
            case "time" -> PartialTime.Kind.TIME;
            default -> null;
        };
    }

    /** Whether both are equal; null where it cannot be told. */
    static @Nullable Boolean areEqual(Object a, Object b) {
        if (a instanceof PartialTime || b instanceof PartialTime) {
            return times(a, b);
        }
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.decimal(a).compareTo(Numbers.decimal(b)) == 0;
        }
        if (a instanceof JsonNode x && b instanceof JsonNode y) {
            return isSame(x, y);
        }
        return a.equals(b);
    }

    private static @Nullable Boolean times(Object a, Object b) {
        PartialTime x = time(a, b);
        PartialTime y = time(b, a);
        if (x == null || y == null) {
            return false;
        }
        if ((x.kind() == PartialTime.Kind.TIME) != (y.kind() == PartialTime.Kind.TIME)) {
            return false;
        }
        Integer order = PartialTime.compare(x, y);
        return order == null ? null : order == 0;
    }

    /** Negative, zero, positive; null where it cannot be told. */
    static @Nullable Integer compare(Object a, Object b) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.decimal(a).compareTo(Numbers.decimal(b));
        }
        PartialTime x = time(a, b);
        PartialTime y = time(b, a);
        if (x != null && y != null) {
            return PartialTime.compare(x, y);
        }
        if (a instanceof String s && b instanceof String t) {
            return s.compareTo(t);
        }
        throw new PathRunException("a " + name(a) + " and a " + name(b) + " cannot be compared by size");
    }

    // A text beside a time is read as one: birthDate > '1970' can mean nothing else.
    private static @Nullable PartialTime time(Object value, Object other) {
        if (value instanceof PartialTime time) {
            return time;
        }
        return value instanceof String text && other instanceof PartialTime beside
                ? PartialTime.parse(
                        text, beside.kind() == PartialTime.Kind.DATE ? PartialTime.Kind.DATE_TIME : beside.kind())
                : null;
    }

    private static boolean isSame(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
            return false;
        }
        if (a.isObject()) {
            for (Map.Entry<String, JsonNode> field : a.properties()) {
                JsonNode other = b.get(field.getKey());
                if (other == null || !isSame(field.getValue(), other)) {
                    return false;
                }
            }
            return true;
        }
        if (a.isArray()) {
            for (int i = 0; i < a.size(); i++) {
                if (!isSame(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    /** A kind of value in words, for messages. */
    static String name(Object value) {
        if (value instanceof String) {
            return "text";
        }
        if (Numbers.isNumber(value)) {
            return "number";
        }
        if (value instanceof Boolean) {
            return "truth value";
        }
        return value instanceof PartialTime ? "time" : "structure";
    }

    /** As FHIR writes it; null for a structure. */
    static @Nullable String text(Object value) {
        if (value instanceof BigDecimal number) {
            return Numbers.bounded(number).toPlainString();
        }
        return value instanceof JsonNode ? null : value.toString();
    }
}
