package org.aliquot.server.view.table;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.aliquot.ingest.copy.CopyText;
import org.aliquot.view.ColumnKind;
import org.aliquot.view.SqlTable;
import org.aliquot.view.Times;
import org.aliquot.view.View;
import org.aliquot.view.ViewColumn;
import org.aliquot.view.sink.SharedOutput;
import org.aliquot.view.sink.TextFormat;
import org.aliquot.view.sink.TextOutput;
import org.jspecify.annotations.Nullable;

/**
 * A table of a view's rows. Columns as the view has them, and first {@code aliquot_resource}, RES_ID of the resource that a row is of:
 * by it rows are taken out when their resource changes.
 */
final class ViewTable {
    private static final String RESOURCE = "aliquot_resource";
    private static final String UNDER_CONSTRUCTION = "aliquot_new_";

    /** A new one where what a table holds of the same view is no longer the same: all tables are made anew. */
    private static final String FORMAT = "1";

    /** PostgreSQL's own, and ours. */
    private static final Set<String> RESERVED = Set.of(RESOURCE, "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private final String schema;
    private final String name;
    private final View view;
    private final String definition;
    private final String fingerprint;
    private final List<ViewColumn> columns;

    /** @param name of the view, letters, digits and {@code _} */
    ViewTable(String schema, String name, View view, String definition) {
        this.schema = schema;
        this.name = name;
        this.view = view;
        this.definition = definition;
        this.fingerprint = fingerprint(FORMAT + schema + definition);
        view.columns().stream()
                .filter(column -> RESERVED.contains(column.name()))
                .findFirst()
                .ifPresent(column -> {
                    throw new IllegalArgumentException("a table cannot have a column " + column.name());
                });
        this.columns = new ArrayList<>();
        columns.add(new ViewColumn(RESOURCE, "integer64", ColumnKind.LONG, false, "RES_ID", Map.of()));
        columns.addAll(view.columns());
    }

    String name() {
        return name;
    }

    View view() {
        return view;
    }

    boolean isOf(String otherDefinition) {
        return definition.equals(otherDefinition);
    }

    boolean isThere(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select to_regclass(?) is not null")) {
            query.setString(1, in(SqlTable.quoted(name)));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Of what makes it what it is: a table of another one is made anew. */
    String fingerprint() {
        return fingerprint;
    }

    private static String fingerprint(String definition) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows of some resources, each with its RES_ID first. */
    @FunctionalInterface
    interface Rows {
        void into(SharedOutput csv) throws IOException, SQLException;
    }

    /** Makes it anew beside the one that is there, which can be read until the end. */
    void make(Connection connection, String reader, Rows rows) throws SQLException, IOException {
        String beside = SqlTable.quoted(UNDER_CONSTRUCTION + name);
        execute(connection, "create schema if not exists " + SqlTable.quoted(schema));
        execute(connection, "drop table if exists " + in(beside));
        execute(
                connection,
                "create table " + in(beside) + " ("
                        + columns.stream()
                                .map(column -> SqlTable.quoted(column.name()) + " " + sqlType(column))
                                .collect(Collectors.joining(", "))
                        + ")");
        append(connection, beside, rows);
        execute(connection, "create index on " + in(beside) + " (" + RESOURCE + ")");
        execute(connection, "analyze " + in(beside));
        execute(connection, "drop table if exists " + in(SqlTable.quoted(name)));
        execute(connection, "alter table " + in(beside) + " rename to " + SqlTable.quoted(name));
        if (isRole(connection, reader)) {
            execute(connection, "grant usage on schema " + SqlTable.quoted(schema) + " to " + SqlTable.quoted(reader));
            execute(connection, "grant select on " + in(SqlTable.quoted(name)) + " to " + SqlTable.quoted(reader));
        }
    }

    /** Takes the rows of some resources out, and those that they have now in. */
    void change(Connection connection, Collection<Long> resources, Rows rows) throws SQLException, IOException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from " + in(SqlTable.quoted(name)) + " where " + RESOURCE + " = any(?)")) {
            delete.setArray(1, connection.createArrayOf("bigint", resources.toArray()));
            delete.executeUpdate();
        }
        append(connection, SqlTable.quoted(name), rows);
    }

    static void drop(Connection connection, String schema, String name) throws SQLException {
        execute(connection, "drop table if exists " + SqlTable.quoted(schema) + "." + SqlTable.quoted(name));
    }

    private void append(Connection connection, String table, Rows rows) throws SQLException, IOException {
        CopyText.send(connection, "copy " + in(table) + " from stdin (format csv, header true)", out -> {
            try (SharedOutput csv = new TextOutput(TextFormat.CSV, columns, out)) {
                rows.into(csv);
            }
        });
    }

    /** A row as the table takes it: what engines hold as whole times only, is one or nothing. */
    Object[] row(long resource, Object[] values) {
        Object[] row = new Object[columns.size()];
        row[0] = resource;
        for (int i = 0; i < values.length; i++) {
            row[i + 1] = value(view.columns().get(i), values[i]);
        }
        return row;
    }

    /** What the column takes of it as text; null where that is nothing. */
    private static Object value(ViewColumn column, Object value) {
        if (value == null || column.kind() == ColumnKind.JSON) {
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
        if (value instanceof String text && text.indexOf(0) >= 0) {
            throw new NoRowException("a text has the character NUL, which PostgreSQL does not store");
        }
        return switch (kind) {
            case DATE -> Times.date((String) value).orElse(null);
            case TIMESTAMP -> Times.timestamp((String) value).orElse(null);
            case BINARY ->
                "\\x" + HexFormat.of().formatHex(Base64.getMimeDecoder().decode((String) value));
            default -> value;
        };
    }

    /** A value has no place in a table. */
    static final class NoRowException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoRowException(String message) {
            super(message);
        }
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /** A list of structures is one structure of JSON. */
    private static String sqlType(ViewColumn column) {
        return column.kind() == ColumnKind.JSON ? column.kind().sqlType() : column.sqlType();
    }

    private String in(String table) {
        return SqlTable.quoted(schema) + "." + table;
    }

    private static boolean isRole(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select 1 from pg_roles where rolname = ?")) {
            query.setString(1, name);
            return query.executeQuery().next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
