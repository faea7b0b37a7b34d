package org.aliquot.server.oracle.image;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of HAPI's and its columns, as the database itself describes them: a column that a new HAPI adds is compared
 * without anybody having to think of it.
 */
record TableLayout(String name, List<String> columns) {
    /** Tables that say nothing of the resources, and why. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("hfj_search", "searches that were asked, kept for paging"),
            Map.entry("hfj_search_include", "as hfj_search"),
            Map.entry("hfj_search_result", "as hfj_search"),
            Map.entry("hfj_blk_export_job", "export jobs"),
            Map.entry("hfj_blk_export_collection", "export jobs"),
            Map.entry("hfj_blk_export_colfile", "export jobs"),
            Map.entry("hfj_blk_import_job", "import jobs"),
            Map.entry("hfj_blk_import_jobfile", "import jobs"),
            Map.entry("hfj_res_reindex_job", "reindex jobs"),
            Map.entry("hfj_revinfo", "revisions of links between matched patients, which nothing here makes"),
            Map.entry("hfj_resource_modified", "a queue: what stands in it depends on the moment"));

    private static final String COLUMNS = """
            select table_name, column_name from information_schema.columns
            where table_schema = 'public' and table_name like 'hfj\\_%' order by table_name, ordinal_position""";

    TableLayout {
        columns = List.copyOf(columns);
    }

    /** All tables but those left out, by name. */
    static List<TableLayout> in(Connection connection) throws SQLException {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (!LEFT_OUT.containsKey(rows.getString(1))) {
                    columns.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                            .add(rows.getString(2));
                }
            }
        }
        return columns.entrySet().stream()
                .map(table -> new TableLayout(table.getKey(), table.getValue()))
                .toList();
    }

    /** The column that names the resource a row is part of; empty for a table of the whole server. */
    Optional<String> owner() {
        return columns.stream().filter(ColumnKind.OWNERS::contains).findFirst();
    }

    /** Whether the column is compared, given that the rows' owner already is. */
    boolean isCompared(String column) {
        return ColumnKind.of(column) != ColumnKind.SURROGATE
                && !owner().filter(column::equals).isPresent()
                // In the table that defines a number it stands for nothing but itself.
                && !(name.equals("hfj_tag_def") && column.equals("tag_id"))
                && !(name.equals("hfj_resource_type") && column.equals("res_type_id"))
                && !(name.equals("hfj_spidx_identity") && column.equals("sp_identity_id"));
    }
}
