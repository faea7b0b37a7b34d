package org.aliquot.server.view.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.aliquot.view.ColumnKind;
import org.aliquot.view.Times;
import org.aliquot.view.ViewColumn;
import org.jspecify.annotations.Nullable;

/**
 * A view's values as PostgreSQL takes them. All that it would refuse is found here: one refused value ends a COPY, and with it the rows of
 * all other resources.
 */
final class TableValue {
    /** Of zeros written out; PostgreSQL takes some more behind the point (16,383), Jackson writes no more. */
    private static final int MOST_ZEROS = 9_999;

    /** FHIR has years of four digits, and PostgreSQL no year 0. */
    private static final int LAST_YEAR = 9_999;

    /** PostgreSQL takes less than 16 hours, FHIR has 14. */
    private static final int GREATEST_OFFSET_SECONDS = 14 * 3600;

    private TableValue() {}

    /** A value has no place in a table. */
    static final class NoRowException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoRowException(String message) {
            super(message);
        }
    }

    /**
     * What the column takes of it as text; null where that is nothing: what engines hold as whole times only, is one or nothing.
     *
     * @throws NoRowException where PostgreSQL would refuse it
     */
    static @Nullable Object of(ViewColumn column, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (column.kind() == ColumnKind.JSON) {
            requireStorable(value);
            return value;
        }
        if (!column.isCollection()) {
            return single(column.kind(), value);
        }
        // PostgreSQL, "Array Input and Output Syntax": everything quoted, and what is null is NULL.
        return ((List<?>) value)
                .stream()
                        .map(item -> single(column.kind(), item))
                        .map(item -> item == null
                                ? "NULL"
                                : '"' + text(item).replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable Object single(ColumnKind kind, Object value) {
        if (value instanceof String text) {
            requireStorable(text);
        } else if (value instanceof BigDecimal number) {
            requireStorable(number);
        }
        return switch (kind) {
            case DATE -> Times.date((String) value).filter(TableValue::hasYear).orElse(null);
            case TIMESTAMP ->
                Times.timestamp((String) value).filter(TableValue::isMoment).orElse(null);
            case BINARY -> "\\x" + HexFormat.of().formatHex(bytes((String) value));
            default -> value;
        };
    }

    private static boolean hasYear(LocalDate date) {
        return date.getYear() > 0;
    }

    private static boolean isMoment(OffsetDateTime time) {
        return time.getYear() > 0
                && time.getYear() <= LAST_YEAR
                && Math.abs(time.getOffset().getTotalSeconds()) <= GREATEST_OFFSET_SECONDS;
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new NoRowException("a value is no base64");
        }
    }

    /** @param json one, or a list of them */
    private static void requireStorable(Object json) {
        if (json instanceof List<?> list) {
            list.forEach(TableValue::requireStorable);
        } else if (json instanceof JsonNode node) {
            requireStorable(node);
        }
    }

    private static void requireStorable(JsonNode node) {
        if (node.isTextual()) {
            requireStorable(node.textValue());
        } else if (node.isBigDecimal()) {
            requireStorable(node.decimalValue());
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            requireStorable(names.next());
        }
        node.forEach(TableValue::requireStorable);
    }

    private static void requireStorable(String text) {
        if (text.indexOf(0) >= 0) {
            throw new NoRowException("a text has the character NUL, which PostgreSQL does not store");
        }
    }

    private static void requireStorable(BigDecimal number) {
        if (Math.abs((long) number.scale()) > MOST_ZEROS) {
            throw new NoRowException("a number has more than " + MOST_ZEROS + " zeros");
        }
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
