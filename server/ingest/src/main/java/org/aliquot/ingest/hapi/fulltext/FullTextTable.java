package org.aliquot.ingest.hapi.fulltext;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The table of what waits for the full-text index: a row for each run of consecutive RES_IDs. */
public final class FullTextTable {
    private static final String CREATE = """
            create table if not exists aliquot_fulltext_pending (
              pending_id bigint generated always as identity primary key,
              first_id bigint not null,
              last_id bigint not null,
              in_bulk boolean not null,
              stored_at timestamp not null)
            """;

    private FullTextTable() {}

    /** Makes the table where there is none; called at each start. */
    public static void create(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }
}
