package org.aliquot.ingest.hapi.schema;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a database has at this moment, on the tables of the plan.
 *
 * @param indexes by name
 * @param foreignKeys by name
 * @param statistics targets of columns that have one of their own, by {@code table.column}
 */
record Catalog(Map<String, Index> indexes, Map<String, ForeignKey> foreignKeys, Map<String, Integer> statistics) {

    /**
     * An index.
     *
     * @param definition what follows {@code USING} in {@code pg_get_indexdef}
     * @param valid false where its build was cut short: it costs writes and serves nothing
     */
    record Index(String table, String name, String definition, boolean unique, boolean valid, long bytes, long scans) {}

    /** A foreign key; one that is not valid is enforced for new rows only. */
    record ForeignKey(String table, String name, String definition, boolean valid) {}

    private static final String INDEXES = """
            select t.relname, i.relname, pg_get_indexdef(x.indexrelid), x.indisunique, x.indisvalid,
                   pg_relation_size(i.oid), coalesce(pg_stat_get_numscans(i.oid), 0)
            from pg_index x
            join pg_class t on t.oid = x.indrelid
            join pg_class i on i.oid = x.indexrelid
            where t.relnamespace = current_schema()::regnamespace and t.relname = any (?)
            order by t.relname, i.relname""";

    private static final String FOREIGN_KEYS = """
            select t.relname, c.conname, pg_get_constraintdef(c.oid), c.convalidated
            from pg_constraint c
            join pg_class t on t.oid = c.conrelid
            where c.contype = 'f' and t.relnamespace = current_schema()::regnamespace and t.relname = any (?)
            order by t.relname, c.conname""";

    private static final String STATISTICS = """
            select t.relname || '.' || a.attname, a.attstattarget
            from pg_attribute a
            join pg_class t on t.oid = a.attrelid
            where a.attstattarget > 0 and a.attnum > 0 and t.relkind = 'r'
              and t.relnamespace = current_schema()::regnamespace and t.relname = any (?)""";

    private static final String USING = " USING ";

    static Catalog read(Connection connection, Collection<String> tables) throws SQLException {
        Array names = connection.createArrayOf("text", tables.toArray());
        Map<String, Index> indexes = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(INDEXES)) {
            query.setArray(1, names);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String definition = row.getString(3);
                    indexes.put(
                            row.getString(2),
                            new Index(
                                    row.getString(1),
                                    row.getString(2),
                                    definition.substring(definition.indexOf(USING) + USING.length()),
                                    row.getBoolean(4),
                                    row.getBoolean(5),
                                    row.getLong(6),
                                    row.getLong(7)));
                }
            }
        }
        Map<String, ForeignKey> foreignKeys = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(FOREIGN_KEYS)) {
            query.setArray(1, names);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    foreignKeys.put(
                            row.getString(2),
                            new ForeignKey(
                                    row.getString(1),
                                    row.getString(2),
                                    // A key that was not checked yet says so at its end.
                                    row.getString(3).replaceFirst(" NOT VALID$", ""),
                                    row.getBoolean(4)));
                }
            }
        }
        Map<String, Integer> statistics = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(STATISTICS)) {
            query.setArray(1, names);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    statistics.put(row.getString(1), row.getInt(2));
                }
            }
        }
        return new Catalog(indexes, foreignKeys, statistics);
    }
}
