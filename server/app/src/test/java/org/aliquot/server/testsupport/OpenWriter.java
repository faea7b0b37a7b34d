package org.aliquot.server.testsupport;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A transaction that writes and stays open: whatever export is ordered waits for it. */
public final class OpenWriter {
    private OpenWriter() {}

    /** @return it, to be closed; rolled back then */
    public static Connection on(TestServer server) throws SQLException {
        Connection connection = server.bean(DataSource.class).getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists export_waits (n int)");
        }
        return connection;
    }
}
