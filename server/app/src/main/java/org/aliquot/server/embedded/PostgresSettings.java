package org.aliquot.server.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an embedded PostgreSQL is told beyond its own defaults: durable, modest in memory, reachable
 * from this machine only, and silent about the data it holds.
 */
final class PostgresSettings {
    private PostgresSettings() {}

    /**
     * The settings by name, in the order they are given.
     *
     * @param logs      where PostgreSQL keeps its own log, one file a weekday
     * @param overrides settings of the operator's, which win
     */
    static Map<String, String> of(Path logs, Map<String, String> overrides) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");

        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        // Compression (pglz is all that these binaries have) takes a quarter of a load's processor time for a fifth of
        // the log.
        settings.put("wal_compression", "off");
        settings.put("checkpoint_timeout", "15min");

        settings.putAll(DiskShares.of(logs).settings());
        settings.putAll(MemoryShares.ofThisMachine().settings());
        settings.put("max_connections", "60");
        settings.put("random_page_cost", "1.1");
        // Short statements: compiling them costs more than it saves.
        settings.put("jit", "off");

        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("logging_collector", "on");
        settings.put("log_directory", logs.toString());
        settings.put("log_filename", "postgres-%a.log");
        settings.put("log_file_mode", "0600");
        settings.put("log_truncate_on_rotation", "on");
        settings.put("log_rotation_age", "1d");
        settings.put("log_rotation_size", "0");
        // A failing statement and an error's DETAIL quote values, and values are patients' data.
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        settings.put("log_statement", "none");
        settings.put("log_parameter_max_length", "0");
        settings.put("log_parameter_max_length_on_error", "0");

        settings.putAll(overrides);
        return settings;
    }
}
