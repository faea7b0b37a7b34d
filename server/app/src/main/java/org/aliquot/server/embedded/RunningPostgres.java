package org.aliquot.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The embedded PostgreSQL of a server that runs, for a second program beside it.
 *
 * @param jdbcUrl of the server's database
 */
public record RunningPostgres(String jdbcUrl, String username, String password) {
    /** In postmaster.pid (PostgreSQL, "miscadmin.h"): process, directory, start time, port … */
    private static final int PORT_LINE = 3;

    /** The one whose files lie in this data directory; empty where none runs there. */
    public static Optional<RunningPostgres> in(Path dataDirectory) {
        Path pidFile = dataDirectory.resolve("postgres").resolve("postmaster.pid");
        Path passwords = dataDirectory.resolve("postgres-passwords.properties");
        if (!Files.exists(pidFile) || !Files.exists(passwords)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            if (lines.size() <= PORT_LINE) {
                return Optional.empty();
            }
            String port = lines.get(PORT_LINE).strip();
            return Optional.of(new RunningPostgres(
                    "jdbc:postgresql://127.0.0.1:" + port + "/" + EmbeddedPostgres.DATABASE,
                    EmbeddedPostgres.DATABASE,
                    Passwords.in(passwords).owner()));
        } catch (IOException e) {
            throw new DatabaseStartException(pidFile + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "RunningPostgres[" + jdbcUrl + ", password hidden]";
    }
}
