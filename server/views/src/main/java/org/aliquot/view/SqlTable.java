package org.aliquot.view;

import java.util.stream.Collectors;

/** A view's rows as a table of PostgreSQL. */
public final class SqlTable {
    private SqlTable() {}

    /** {@code create table "results" ("id" text, …)}: columns may be empty, for few of a view's are always filled. */
    public static String create(String table, View view) {
        return "create table " + quoted(table) + " ("
                + view.columns().stream()
                        .map(column -> quoted(column.name()) + " " + column.sqlType())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** A name as it is written, whatever SQL would make of it. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
