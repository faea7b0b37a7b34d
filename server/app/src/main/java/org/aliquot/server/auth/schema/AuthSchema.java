package org.aliquot.server.auth.schema;

import javax.sql.DataSource;
import org.aliquot.server.tables.OwnTables;

/** The tables as this version wants them. */
public final class AuthSchema {
    private static final OwnTables TABLES = new OwnTables("auth", AuthSchema.class, 6, "users, clients and tokens");

    private AuthSchema() {}

    public static void bringUpToDate(DataSource dataSource) {
        TABLES.bringUpToDate(dataSource);
    }
}
