package org.aliquot.server.audit.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions on entries, all of which must hold. Values go to the database as parameters. */
public final class AuditQuestion {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Columns that are asked for by their whole value. */
    public enum Field {
        TYPE("type"),
        SUBTYPE("subtype"),
        ACTION("action"),
        OUTCOME("outcome"),
        CLIENT("client"),
        USER("username"),
        FHIR_USER("fhir_user"),
        ADDRESS("address"),
        PATIENT("patient"),
        RESOURCE("resource");

        private final String column;

        Field(String column) {
            this.column = column;
        }
    }

    /** One of the values. */
    public AuditQuestion anyOf(Field field, Collection<String> wanted) {
        return anyOf(List.of(field), wanted);
    }

    /** One of the values in one of the fields. */
    public AuditQuestion anyOf(List<Field> fields, Collection<String> wanted) {
        conditions.add(fields.stream()
                .map(field -> field.column + " = any (?)")
                .collect(Collectors.joining(" or ", "(", ")")));
        fields.forEach(field -> values.add(wanted.stream().map(AuditRow::column).toArray(String[]::new)));
        return this;
    }

    /** Where one of the fields begins with one of the values, whatever the case. */
    public AuditQuestion beginsWith(List<Field> fields, Collection<String> wanted) {
        List<String> choices = new ArrayList<>();
        for (Field field : fields) {
            for (String value : wanted) {
                choices.add("starts_with(lower(" + field.column + "), lower(?))");
                values.add(value);
            }
        }
        conditions.add(String.join(" or ", choices).transform(text -> "(" + text + ")"));
        return this;
    }

    public AuditQuestion numbers(Collection<Long> wanted) {
        conditions.add("seq = any (?)");
        values.add(wanted.toArray(Long[]::new));
        return this;
    }

    /** Those after an entry in the order in which they are asked for. */
    public AuditQuestion beyond(long number, boolean isOldestFirst) {
        conditions.add("seq " + (isOldestFirst ? ">" : "<") + " ?");
        values.add(number);
        return this;
    }

    /**
     * Time from a moment until before another.
     *
     * @param from {@link Instant#MIN}: from the beginning
     * @param until {@link Instant#MAX}: without end
     */
    public record Span(Instant from, Instant until) {}

    /** In one of these. */
    public AuditQuestion during(Collection<Span> spans) {
        conditions.add(spans.stream().map(this::during).collect(Collectors.joining(" or ", "(", ")")));
        return this;
    }

    private String during(Span span) {
        List<String> bounds = new ArrayList<>();
        if (!span.from().equals(Instant.MIN)) {
            bounds.add("recorded >= ?");
            values.add(span.from().atOffset(ZoneOffset.UTC));
        }
        if (!span.until().equals(Instant.MAX)) {
            bounds.add("recorded < ?");
            values.add(span.until().atOffset(ZoneOffset.UTC));
        }
        return bounds.isEmpty() ? "true" : String.join(" and ", bounds);
    }

    String where() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    List<Object> values() {
        return values;
    }
}
