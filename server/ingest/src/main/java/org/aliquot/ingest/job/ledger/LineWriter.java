package org.aliquot.ingest.job.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Writes lines that have no resource, in a transaction of somebody else's. */
final class LineWriter {
    private static final String HOLD = """
            insert into ALIQUOT_INGEST_HELD (JOB_ID, SOURCE_NO, LINE_NO, BYTE_OFFSET, REFERENCE, MISSING, LINE)
            values (?, ?, ?, ?, ?, ?, ?)""";
    private static final String REFUSE = """
            insert into ALIQUOT_INGEST_ERROR (JOB_ID, SOURCE_NO, LINE_NO, BYTE_OFFSET, REFERENCE, REASON, LINE)
            values (?, ?, ?, ?, ?, ?, ?)""";

    private LineWriter() {}

    static void hold(Connection connection, String job, Collection<Resolution.Held> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(HOLD)) {
            for (Resolution.Held held : lines) {
                set(insert, job, held.entry(), joined(held.missing()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void refuse(Connection connection, String job, Collection<Resolution.Refused> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(REFUSE)) {
            for (Resolution.Refused refused : lines) {
                set(insert, job, refused.entry(), storable(refused.reason()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void set(PreparedStatement insert, String job, LineEntry entry, String text) throws SQLException {
        insert.setString(1, job);
        insert.setInt(2, entry.source());
        insert.setLong(3, entry.line());
        insert.setLong(4, entry.offset());
        insert.setString(5, storable(entry.reference()));
        insert.setString(6, text);
        insert.setBytes(7, entry.json());
    }

    static String joined(List<String> missing) {
        return String.join(" ", missing);
    }

    static List<String> split(String missing) {
        return missing.isEmpty() ? List.of() : List.of(missing.split(" "));
    }

    // PostgreSQL takes no NUL in a text, and a message may quote one.
    static String storable(String text) {
        return text.replace("\0", "\\u0000");
    }
}
