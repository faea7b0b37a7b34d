package org.aliquot.bench.ingest;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HAPI's tables and how far they were filled at a moment: the largest key of each. Keys come from sequences, so that what
 * is written later has larger ones.
 */
record TableRows(Map<String, Long> largestKeys) {
    /** Before there was anything. */
    static final TableRows NONE = new TableRows(Map.of());

    // Tables with one key column; others (none of the resources' own) hold no resource's rows.
    private static final String TABLES = """
            select c.relname || ' ' || a.attname
            from pg_class c
            join pg_constraint k on k.conrelid = c.oid and k.contype = 'p' and cardinality(k.conkey) = 1
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname like 'hfj\\_%'
              and a.atttypid in ('bigint'::regtype, 'integer'::regtype)
            order by 1""";

    static TableRows now(Database database) throws SQLException {
        Map<String, Long> largest = new LinkedHashMap<>();
        for (String table : database.texts(TABLES)) {
            String[] names = table.split(" ");
            largest.put(table, database.number("select coalesce(max(" + names[1] + "), -1) from " + names[0]));
        }
        return new TableRows(largest);
    }

    /** The tables that grew since, as {@code name key}. */
    List<String> grownSince(TableRows earlier) {
        return largestKeys.keySet().stream()
                .filter(table -> largestKeys.get(table) > earlier.largest(table))
                .toList();
    }

    long largest(String table) {
        return largestKeys.getOrDefault(table, -1L);
    }
}
