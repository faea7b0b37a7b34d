package org.aliquot.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.view.path.CompiledPath;
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
                    values.add(value(item));
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
        switch (column.kind()) {
            case STRING, BINARY:
                return textOf(plain, item);
            case DATE:
                return Times.date(textOf(plain, item)).map(LocalDate::toString).orElse(null);
            case TIMESTAMP:
                String moment = textOf(plain, item);
                // An instant is whole by its definition.
                return column.fhirType().equals("instant")
                                || Times.timestamp(moment).isPresent()
                        ? moment
                        : null;
            case JSON:
                if (plain instanceof JsonNode node) {
                    return node;
                }
                break;
            case BOOLEAN:
                if (path.value(item) instanceof Boolean truth) {
                    return truth;
                }
                break;
            case INTEGER, LONG, DECIMAL:
                Object number = number(path.value(item));
                if (number != null) {
                    return number;
                }
                break;
        }
        throw new PathRunException("expected " + expected() + "; found another type of value");
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
            // FHIR R5 writes integer64 as text.
            return text.matches("-?\\d{1,18}") ? Long.valueOf(text) : null;
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
