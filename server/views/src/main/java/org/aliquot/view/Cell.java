package org.aliquot.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.view.path.CompiledPath;
import org.aliquot.view.path.Constant;
import org.aliquot.view.path.PartialTime;
import org.aliquot.view.path.PathRunException;
import org.aliquot.view.path.Typed;
import org.jspecify.annotations.Nullable;

/**
 * Fills one column of a row.
 *
 * @param slot column, from 0
 */
record Cell(int slot, ViewColumn column, CompiledPath path) {
    void fill(Object context, Plan.Run run) throws ViewRunException {
        try {
            if (column.isCollection()) {
                List<Object> items = path.all(context, run);
                List<Object> values = new ArrayList<>(items.size());
                for (Object item : items) {
                    Object value = value(item);
                    if (value != null) {
                        values.add(value);
                    }
                }
                run.row[slot] = values;
            } else {
                Object item = path.single(context, run);
                run.row[slot] = item == null ? null : value(item);
            }
        } catch (PathRunException e) {
            throw new ViewRunException(
                    "column " + column.name() + ": " + e.getMessage() + "; " + nameOf(run.resource()));
        }
    }

    private @Nullable Object value(Object item) {
        Object plain = Typed.plain(item);
        return switch (column.kind()) {
            case STRING, BINARY -> textOf(plain, item);
            case DATE ->
                Times.date(textOf(plain, item)).map(LocalDate::toString).orElse(null);
            case TIMESTAMP -> moment(textOf(plain, item));
            case JSON -> fitting(plain instanceof JsonNode ? plain : null);
            case BOOLEAN -> fitting(path.value(item) instanceof Boolean truth ? truth : null);
            case INTEGER, LONG, DECIMAL -> fitting(number(path.value(item)));
        };
    }

    private Object fitting(@Nullable Object value) {
        if (value == null) {
            throw new PathRunException("expected " + expected() + "; found another type of value");
        }
        return value;
    }

    private @Nullable String moment(String text) {
        // An instant is whole by its definition.
        boolean isWhole =
                column.fhirType().equals("instant") || Times.timestamp(text).isPresent();
        return isWhole ? text : null;
    }

    // The text as it is; a time is read only where it is computed with.
    private String textOf(Object plain, Object item) {
        return plain instanceof JsonNode node && node.isTextual() ? node.textValue() : text(path.value(item));
    }

    private String text(Object value) {
        if (value instanceof JsonNode) {
            throw new PathRunException(
                    "expected " + expected() + "; found a structure. A column of structures declares their type");
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof PartialTime time ? time.text() : value.toString();
    }

    private @Nullable Object number(Object value) {
        if (value instanceof Integer integer) {
            return switch (column.kind()) {
                case INTEGER -> integer;
                case LONG -> (long) integer;
                default -> BigDecimal.valueOf(integer);
            };
        }
        if (value instanceof String text && column.kind() == ColumnKind.LONG) {
            return Constant.integer64(text);
        }
        if (!(value instanceof BigDecimal decimal)) {
            return null;
        }
        try {
            return switch (column.kind()) {
                case INTEGER -> (Object) decimal.intValueExact();
                case LONG -> decimal.longValueExact();
                default -> decimal;
            };
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private String expected() {
        return column.fhirType().isEmpty() ? "a primitive" : column.fhirType();
    }

    /** A resource in messages: {@code Observation/123}. */
    static String nameOf(JsonNode resource) {
        return resource.path("resourceType").asText("") + "/"
                + resource.path("id").asText("without an id");
    }
}
