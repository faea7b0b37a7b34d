package org.aliquot.bench.ingest;

import java.sql.SQLException;
import java.util.List;

/** PostgreSQL's version and settings. */
final class Circumstances {
    private static final List<String> SETTINGS = List.of(
            "fsync", "synchronous_commit", "full_page_writes", "wal_compression", "max_wal_size", "shared_buffers");

    private Circumstances() {}

    static String postgres(Database database) throws SQLException {
        StringBuilder text = new StringBuilder("PostgreSQL ")
                .append(database.texts("show server_version").get(0));
        for (String setting : SETTINGS) {
            text.append(", ")
                    .append(setting)
                    .append(' ')
                    .append(database.texts("show " + setting).get(0));
        }
        return text.toString();
    }
}
