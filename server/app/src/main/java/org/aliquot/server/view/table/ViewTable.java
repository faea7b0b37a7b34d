package org.aliquot.server.view.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.aliquot.ingest.copy.CopyText;
import org.aliquot.view.ColumnKind;
import org.aliquot.view.SqlTable;
import org.aliquot.view.View;
import org.aliquot.view.ViewColumn;
import org.aliquot.view.sink.SharedOutput;
import org.aliquot.view.sink.TextFormat;
import org.aliquot.view.sink.TextOutput;

/**
 * A table of a view's rows. Columns as the view has them, and first {@code aliquot_resource}, RES_ID of the resource that a row is of:
 * by it rows are taken out when their resource changes.
 */
final class ViewTable {
    private static final String RESOURCE = "aliquot_resource";
    private static final String UNDER_CONSTRUCTION = "aliquot_new_";

    /** PostgreSQL, appendix A. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** The class of what names no such column, or compares it with what it is not. */
    private static final String DOES_NOT_FIT = "42";

    private static final int LONGEST_WAIT_MILLIS = 10_000;

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

    TableStates.Place place() {
        return new TableStates.Place(schema, name);
    }

    boolean isThere(Connection connection) throws SQLException {
        return Catalog.isThere(connection, there());
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

    /**
     * Makes it anew; the one that is there can be read until the end. Where that one has the same columns it stays, with what depends on
     * it, and has its rows exchanged. Else another takes its place, what was granted on it, and its row-level security.
     *
     * @param isOurs whether what is there may be ours: another's is not touched
     * @throws TableInUseException where it cannot give way
     */
    void make(Connection connection, String reader, boolean isOurs, Rows rows) throws SQLException, IOException {
        if (isThere(connection) && !(isOurs && looksLikeOurs(connection, schema, name))) {
            throw new TableInUseException("something else has this name, which the server did not make: rename it, drop"
                    + " it, or set another aliquot.views.schema");
        }
        execute(connection, "create schema if not exists " + SqlTable.quoted(schema));
        if (Catalog.columns(connection, there()).equals(columns(ViewTable::plain))) {
            execute(connection, "delete from " + there());
            append(connection, there(), rows);
        } else {
            replace(connection, rows);
        }
        execute(connection, "analyze " + there());
        if (Catalog.isRole(connection, reader)) {
            execute(connection, "grant usage on schema " + SqlTable.quoted(schema) + " to " + SqlTable.quoted(reader));
            execute(connection, "grant select on " + there() + " to " + SqlTable.quoted(reader));
        }
    }

    private void replace(Connection connection, Rows rows) throws SQLException, IOException {
        // Asked before all is read in vain.
        Optional<String> dependent = Catalog.dependent(connection, there());
        if (dependent.isPresent()) {
            throw new TableInUseException("its columns are others now, and it cannot be dropped: " + dependent.get());
        }
        String beside = in(SqlTable.quoted(UNDER_CONSTRUCTION + name));
        execute(connection, "create table " + beside + " (" + String.join(", ", columns(SqlTable::quoted)) + ")");
        // Before the rows, for where a policy does not fit they are read in vain; nobody else sees this table yet.
        narrow(connection, beside);
        append(connection, beside, rows);
        execute(connection, "create index on " + beside + " (" + RESOURCE + ")");
        List<String> grants = Catalog.grants(connection, there());
        drop(connection, schema, name);
        execute(connection, "alter table " + beside + " rename to " + SqlTable.quoted(name));
        for (String grant : grants) {
            execute(connection, grant);
        }
    }

    private void narrow(Connection connection, String beside) throws SQLException {
        for (String statement : Catalog.rowSecurity(connection, there(), beside)) {
            try {
                execute(connection, statement);
            } catch (SQLException e) {
                if (e.getSQLState() != null && e.getSQLState().startsWith(DOES_NOT_FIT)) {
                    throw new TableInUseException("its columns are others now, and a policy of its row-level security"
                            + " does not fit them: " + statement.replaceFirst(" as (?s:.*)", ""));
                }
                throw e;
            }
        }
    }

    private static String plain(String name) {
        return name;
    }

    private List<String> columns(UnaryOperator<String> written) {
        return columns.stream()
                .map(column -> written.apply(column.name()) + " " + sqlType(column))
                .toList();
    }

    /** Takes the rows of some resources out, and those that they have now in. */
    void change(Connection connection, Collection<Long> resources, Rows rows) throws SQLException, IOException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from " + there() + " where " + RESOURCE + " = any(?)")) {
            delete.setArray(1, connection.createArrayOf("bigint", resources.toArray()));
            delete.executeUpdate();
        }
        append(connection, there(), rows);
    }

    /** Whether it begins as all of ours do. One that was made from ours does, too: ask whether it is known, besides. */
    static boolean looksLikeOurs(Connection connection, String schema, String name) throws SQLException {
        return Catalog.columns(connection, SqlTable.quoted(schema) + "." + SqlTable.quoted(name)).stream()
                .findFirst()
                .filter((RESOURCE + " bigint")::equals)
                .isPresent();
    }

    /** @throws TableInUseException where somebody reads it and does not end: who came next would wait, too */
    static void drop(Connection connection, String schema, String name) throws SQLException {
        execute(connection, "set local lock_timeout = '" + LONGEST_WAIT_MILLIS + "ms'");
        try {
            execute(connection, "drop table if exists " + SqlTable.quoted(schema) + "." + SqlTable.quoted(name));
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new TableInUseException("it cannot be dropped: somebody has been reading it all the time");
            }
            throw e;
        }
    }

    private void append(Connection connection, String table, Rows rows) throws SQLException, IOException {
        CopyText.send(connection, "copy " + table + " from stdin (format csv, header true)", out -> {
            try (SharedOutput csv = new TextOutput(TextFormat.CSV, columns, out)) {
                rows.into(csv);
            }
        });
    }

    /**
     * A row as the table takes it.
     *
     * @throws TableValue.NoRowException where it takes a value of it not at all
     */
    Object[] row(long resource, Object[] values) {
        Object[] row = new Object[columns.size()];
        row[0] = resource;
        for (int i = 0; i < values.length; i++) {
            row[i + 1] = TableValue.of(view.columns().get(i), values[i]);
        }
        return row;
    }

    /** A list of structures is one structure of JSON. */
    private static String sqlType(ViewColumn column) {
        return column.kind() == ColumnKind.JSON ? column.kind().sqlType() : column.sqlType();
    }

    private String there() {
        return in(SqlTable.quoted(name));
    }

    private String in(String table) {
        return SqlTable.quoted(schema) + "." + table;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
