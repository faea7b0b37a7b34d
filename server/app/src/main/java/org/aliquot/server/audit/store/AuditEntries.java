package org.aliquot.server.audit.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Finds entries. */
public final class AuditEntries {
    private final DataSource database;
    private final int seconds;

    /** @param limit how long one statement may take, to the second; a longer one ends with SQLSTATE 57014 */
    public AuditEntries(DataSource database, Duration limit) {
        this.database = database;
        this.seconds = (int) Math.max(1, limit.toSeconds());
    }

    /**
     * One entry.
     *
     * @param event the AuditEvent as JSON, without id
     */
    public record Entry(long number, String event) {}

    /** Most recent first, or the other way round. */
    public List<Entry> find(AuditQuestion question, boolean isOldestFirst, int count) throws SQLException {
        String sql = "select seq, event from aliquot_audit" + question.where() + " order by seq "
                + (isOldestFirst ? "asc" : "desc") + " limit ?";
        List<Object> values = new ArrayList<>(question.values());
        values.add(count);
        try (Connection connection = database.getConnection();
                PreparedStatement select = prepared(connection, sql, values);
                ResultSet row = select.executeQuery()) {
            List<Entry> found = new ArrayList<>();
            while (row.next()) {
                found.add(new Entry(row.getLong(1), row.getString(2)));
            }
            return found;
        }
    }

    public long count(AuditQuestion question) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = prepared(
                        connection, "select count(*) from aliquot_audit" + question.where(), question.values());
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private PreparedStatement prepared(Connection connection, String sql, List<Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(seconds);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            } else if (value instanceof Long[] numbers) {
                statement.setArray(i + 1, connection.createArrayOf("bigint", numbers));
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }
}
