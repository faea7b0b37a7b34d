package org.aliquot.ingest.hapi.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the database itself checks what references point at. */
public final class ForeignKeys {
    private static final String ON_TARGETS = """
            select exists (
              select 1 from pg_constraint c
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
              where c.contype = 'f' and c.conrelid = 'hfj_res_link'::regclass and a.attname = 'target_resource_id')
            """;

    private ForeignKeys() {}

    /** Whether a link to a resource that another transaction has not committed yet would be refused. */
    public static boolean guardLinks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ON_TARGETS)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
