package org.aliquot.server.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;

/**
 * A group of tables, defined by the files {@code 1.sql}, {@code 2.sql} … beside a class. Each is run once, all that are missing
 * in one transaction. A file that was released is not changed.
 *
 * @param name short, lower case; the version stands in {@code aliquot_NAME_version}
 * @param beside the class beside whose package's files these are
 * @param newest number of the last file
 * @param what what the tables are of, as an operator is told where they cannot be made
 */
public record OwnTables(String name, Class<?> beside, int newest, String what) {
    public void bringUpToDate(DataSource dataSource) {
        try {
            Transaction.<Void, SQLException>in(dataSource, connection -> {
                try (Statement statement = connection.createStatement()) {
                    bringUpToDate(statement);
                }
                return null;
            });
        } catch (SQLException e) {
            throw new IllegalStateException("the tables of " + what + ": " + e.getMessage(), e);
        }
    }

    private void bringUpToDate(Statement statement) throws SQLException {
        statement.execute("select pg_advisory_xact_lock(" + lock() + ")");
        statement.execute("create table if not exists aliquot_" + name + "_version (version int primary key)");
        int version;
        try (ResultSet row =
                statement.executeQuery("select coalesce(max(version), 0) from aliquot_" + name + "_version")) {
            row.next();
            version = row.getInt(1);
        }
        for (int next = version + 1; next <= newest; next++) {
            statement.execute(file(next));
            statement.execute("insert into aliquot_" + name + "_version values (" + next + ")");
        }
    }

    /** One process at a time does so: a number that nobody else uses, the first letters of its name. */
    private long lock() {
        byte[] letters = Arrays.copyOf(("aliq" + name).getBytes(StandardCharsets.US_ASCII), Long.BYTES);
        return ByteBuffer.wrap(letters).getLong();
    }

    private String file(int version) {
        try (InputStream file = beside.getResourceAsStream(version + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
