package org.aliquot.server.audit.store;

import javax.sql.DataSource;
import org.aliquot.server.tables.OwnTables;

/** The tables as this version wants them. */
public final class AuditSchema {
    private static final OwnTables TABLES = new OwnTables("audit", AuditSchema.class, 1, "the audit");

    private AuditSchema() {}

    public static void bringUpToDate(DataSource dataSource) {
        TABLES.bringUpToDate(dataSource);
    }
}
