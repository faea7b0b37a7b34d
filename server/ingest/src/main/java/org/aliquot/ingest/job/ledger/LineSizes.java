package org.aliquot.ingest.job.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How many kept lines fit into memory at once: the driver holds all rows that it fetches together. */
final class LineSizes {
    private static final long MEMORY = 4 << 20;
    private static final long MOST = 64;

    private LineSizes() {}

    /** @param table that keeps lines in its column LINE; a constant of the code */
    static int rowsAtOnce(Connection connection, String table, String job) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select max(octet_length(LINE)) from " + table + " where JOB_ID = ?")) {
            query.setString(1, job);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                long longest = Math.max(1, row.getLong(1));
                return (int) Math.max(1, Math.min(MOST, MEMORY / longest));
            }
        }
    }
}
