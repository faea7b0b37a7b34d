package org.aliquot.server.audit.store;

import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Copies entries out, and takes the oldest away where they may go. */
public final class AuditTrim {
    private static final int ROWS_AT_ONCE = 5_000;

    private final DataSource database;

    public AuditTrim(DataSource database) {
        this.database = database;
    }

    /** Writes entries of a time as NDJSON, oldest first, each with its number as id. How many. */
    public long write(Instant from, Instant before, Writer out) throws SQLException, IOException {
        long written = 0;
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(
                    "select seq, event from aliquot_audit where recorded >= ? and recorded < ? order by seq")) {
                select.setFetchSize(ROWS_AT_ONCE);
                select.setObject(1, from.atOffset(ZoneOffset.UTC));
                select.setObject(2, before.atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        out.write(withId(row.getLong(1), row.getString(2)));
                        out.write('\n');
                        written++;
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
        return written;
    }

    /**
     * Takes away the first entries, up to the first that is not older; the chain begins after them.
     *
     * @return how many
     */
    public long removeBefore(Instant moment) throws SQLException {
        long[] removed = new long[1];
        AuditTable.inTransaction(database, connection -> {
            long last;
            byte[] hash;
            try (Statement lock = connection.createStatement()) {
                lock.execute("select 1 from aliquot_audit_head for update");
                lock.execute("set local aliquot.audit_trim = 'on'");
            }
            try (PreparedStatement select = connection.prepareStatement("""
                    select seq, hash from aliquot_audit where seq < coalesce(
                      (select min(seq) from aliquot_audit where recorded >= ?), 9223372036854775807)
                    order by seq desc limit 1""")) {
                select.setObject(1, moment.atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return;
                    }
                    last = row.getLong(1);
                    hash = row.getBytes(2);
                }
            }
            try (PreparedStatement delete =
                            connection.prepareStatement("delete from aliquot_audit where seq <= " + last);
                    PreparedStatement move =
                            connection.prepareStatement("update aliquot_audit_head set first = ?, first_hash = ?")) {
                removed[0] = delete.executeUpdate();
                move.setLong(1, last);
                move.setBytes(2, hash);
                move.executeUpdate();
            }
        });
        return removed[0];
    }

    /** An event with its number as its id, as it is answered. */
    public static String withId(long number, String event) {
        return event.replaceFirst(
                "^\\{\"resourceType\":\"AuditEvent\"", "{\"resourceType\":\"AuditEvent\",\"id\":\"" + number + "\"");
    }
}
