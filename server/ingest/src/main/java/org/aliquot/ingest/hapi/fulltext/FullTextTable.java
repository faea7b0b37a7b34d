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

    // Data directories from when each resource had a row of its own.
    private static final String WIDEN = """
            do $$ begin
              if exists (select from pg_attribute
                         where attrelid = 'aliquot_fulltext_pending'::regclass and attname = 'res_id'
                           and not attisdropped) then
                alter table aliquot_fulltext_pending rename column res_id to first_id;
                alter table aliquot_fulltext_pending add column last_id bigint;
                update aliquot_fulltext_pending set last_id = first_id;
                alter table aliquot_fulltext_pending alter column last_id set not null;
              end if;
            end $$
            """;

    private FullTextTable() {}

    /** Makes the table where there is none or an older one; called at each start. */
    public static void create(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            create(connection);
        }
    }

    /** The same by a connection of the caller's. */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            statement.execute(WIDEN);
        }
    }
}
