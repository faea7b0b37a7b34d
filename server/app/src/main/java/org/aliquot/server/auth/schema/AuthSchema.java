package org.aliquot.server.auth.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Brings the tables up to date: the files {@code 1.sql}, {@code 2.sql} … beside this class, all in
 * one transaction, each once. A file that was released is not changed.
 */
public final class AuthSchema {
    private static final int NEWEST = 1;

    /** Lets one process at a time do so; any number that nobody else uses. */
    private static final long LOCK = 0x616c_6971_6175_7468L;

    private AuthSchema() {}

    public static void bringUpToDate(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                statement.execute("create table if not exists aliquot_auth_version (version int primary key)");
                int version;
                try (ResultSet row =
                        statement.executeQuery("select coalesce(max(version), 0) from aliquot_auth_version")) {
                    row.next();
                    version = row.getInt(1);
                }
                for (int next = version + 1; next <= NEWEST; next++) {
                    statement.execute(file(next));
                    statement.execute("insert into aliquot_auth_version values (" + next + ")");
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(before);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the tables of users, clients and tokens: " + e.getMessage(), e);
        }
    }

    private static String file(int version) {
        try (InputStream file = AuthSchema.class.getResourceAsStream(version + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
