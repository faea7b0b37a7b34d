package org.aliquot.bench.ingest;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What HAPI's tables take on disk, bytes for each current resource.
 *
 * @param total tables, indexes, TOAST and maps
 * @param indexes of that
 */
record DiskUse(long resources, double total, double indexes) {
    static DiskUse of(Database database) throws SQLException {
        long resources = database.resources();
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery("""
                        select sum(pg_total_relation_size(oid)), sum(pg_indexes_size(oid)) from pg_class
                        where relkind = 'r' and relnamespace = 'public'::regnamespace and relname like 'hfj\\_%'""")) {
            sums.next();
            return new DiskUse(resources, (double) sums.getLong(1) / resources, (double) sums.getLong(2) / resources);
        }
    }
}
