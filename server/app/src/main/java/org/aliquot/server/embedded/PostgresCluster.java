package org.aliquot.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one PostgreSQL ("cluster" in its own words): made, started and stopped. */
final class PostgresCluster {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);

    /** The major version of the binaries in this build; files of another one are not opened. */
    static final String MAJOR_VERSION = "18";

    private static final Duration INITDB_WAIT = Duration.ofMinutes(3);

    private final PostgresCommands commands;
    private final Path directory;
    private final Path logs;

    PostgresCluster(PostgresCommands commands, Path directory, Path logs) {
        this.commands = commands;
        this.directory = directory;
        this.logs = logs;
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new DatabaseStartException("log directory " + logs + " cannot be created: " + e.getMessage(), e);
        }
    }

    Path directory() {
        return directory;
    }

    /**
     * Makes the files where there are none. They are made beside their place and renamed, so that a
     * process killed half way leaves no half database.
     */
    void createIfAbsent(String superuser, String password) {
        Path version = directory.resolve("PG_VERSION");
        try {
            if (Files.exists(version)) {
                requireMajorVersion(Files.readString(version).strip());
                return;
            }
            if (Files.exists(directory)) {
                throw new DatabaseStartException(
                        directory + " exists but holds no PostgreSQL (PG_VERSION is missing); restore it from a"
                                + " backup, or move it away to start with an empty database");
            }
            create(superuser, password);
        } catch (IOException e) {
            throw new DatabaseStartException("database files " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Starts the server and returns once it accepts connections. */
    void start(int port, Duration wait, Map<String, String> settings) {
        List<String> options = new ArrayList<>();
        PostgresSettings.of(logs, settings).forEach((name, value) -> {
            options.add("-c");
            options.add(quoted(name + "=" + value));
        });
        options.add("-p");
        options.add(Integer.toString(port));
        Path output = logs.resolve("postgres-start.log");
        PostgresCommands.Result result = commands.run(
                output,
                wait,
                "pg_ctl",
                List.of(
                        "start",
                        "-D",
                        directory.toString(),
                        "-w",
                        "-t",
                        Long.toString(wait.toSeconds()),
                        "-o",
                        String.join(" ", options)));
        if (result.isSuccess()) {
            LOG.info("PostgreSQL {} started on 127.0.0.1:{}, files in {}", MAJOR_VERSION, port, directory);
            return;
        }
        if (result.output().toLowerCase(Locale.ROOT).contains("address already in use")) {
            throw new PortTakenException(port);
        }
        throw new DatabaseStartException("PostgreSQL did not start within " + wait.toSeconds() + " s; it said: "
                + lastLines(result.output()) + "; more in " + logs);
    }

    /** Stops the server in order, or at once where it does not stop in time; does nothing where none runs. */
    void stop(Duration wait) {
        PostgresCommands.Result result = ctlStop("fast", wait);
        if (!result.isSuccess() && Files.exists(pidFile())) {
            LOG.warn("PostgreSQL did not stop within {} s; stopping it at once, it recovers at the next start", wait);
            result = ctlStop("immediate", wait);
            if (!result.isSuccess()) {
                LOG.error("PostgreSQL in {} does not stop: {}", directory, lastLines(result.output()));
            }
        }
    }

    Path pidFile() {
        return directory.resolve("postmaster.pid");
    }

    private PostgresCommands.Result ctlStop(String mode, Duration wait) {
        return commands.run(
                logs.resolve("postgres-stop.log"),
                wait,
                "pg_ctl",
                List.of("stop", "-D", directory.toString(), "-m", mode, "-w", "-t", Long.toString(wait.toSeconds())));
    }

    private static void requireMajorVersion(String found) {
        if (!found.equals(MAJOR_VERSION)) {
            throw new DatabaseStartException("the data directory was written by PostgreSQL " + found
                    + ", this Aliquot brings PostgreSQL " + MAJOR_VERSION
                    + "; start the Aliquot that wrote it, dump with pg_dump, and load into a new data directory");
        }
    }

    private void create(String superuser, String password) throws IOException {
        LOG.info("Creating the database files in {} (once)", directory);
        Path half = directory.resolveSibling(directory.getFileName() + "-creating");
        deleteTree(half);
        Path passwordFile = Passwords.privateFile(directory.getParent());
        try {
            Files.writeString(passwordFile, password + "\n");
            // The builtin locale does not change with the operating system's C library, which would
            // silently corrupt text indexes when a data directory moves between machines.
            PostgresCommands.Result result = commands.run(
                    logs.resolve("postgres-initdb.log"),
                    INITDB_WAIT,
                    "initdb",
                    List.of(
                            "-D",
                            half.toString(),
                            "-U",
                            superuser,
                            "--pwfile=" + passwordFile,
                            "-A",
                            "scram-sha-256",
                            "-E",
                            "UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--no-instructions"));
            if (!result.isSuccess()) {
                throw new DatabaseStartException(
                        "PostgreSQL's initdb failed in " + half + ": " + lastLines(result.output()));
            }
            EmbeddedPostgres.moveAtomically(half, directory);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    /** pg_ctl hands the options to a shell. */
    private static String quoted(String option) {
        return "'" + option.replace("'", "'\\''") + "'";
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(tree)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
