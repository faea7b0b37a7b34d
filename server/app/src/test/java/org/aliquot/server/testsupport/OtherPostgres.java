package org.aliquot.server.testsupport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL of another major version than the one that comes along, as a site may have it: {@code -Daliquot.postgres=15} has every
 * server and database of the tests there. The build puts its programs into {@code target/postgres}.
 */
final class OtherPostgres {
    private static final String SUPERUSER = "postgres";
    private static final String OWNER = "aliquot";

    private static OtherPostgres running;

    private final Path home;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private OtherPostgres(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Started with the first who asks, and stopped with the JVM; empty where tests use the one that comes along. */
    static synchronized Optional<OtherPostgres> ofThisRun() {
        String version = System.getProperty("aliquot.postgres", "");
        if (version.isEmpty()) {
            return Optional.empty();
        }
        if (running == null) {
            try {
                running = start(version);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.of(running);
    }

    private static OtherPostgres start(String version) throws IOException {
        Path home = Scratch.directory("postgres-" + version).toAbsolutePath();
        unpack(Path.of("target", "postgres", "postgres-" + version + ".jar"), home);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        OtherPostgres postgres = new OtherPostgres(home, port);
        postgres.run("initdb", "-D", postgres.data(), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        postgres.run(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                postgres.data(),
                "-l",
                home.resolve("log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c fsync=off -p "
                        + port);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop));
        postgres.requireVersion(version);
        postgres.execute("create role " + OWNER + " login");
        return postgres;
    }

    /** A new one, its owner's: the URL. */
    String database() {
        String name = OWNER + databases.incrementAndGet();
        execute("create database " + name + " owner " + OWNER);
        return urlOf(name);
    }

    String urlOf(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Needs no password here. */
    String owner() {
        return OWNER;
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(urlOf(SUPERUSER), SUPERUSER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void requireVersion(String version) {
        try (Connection connection = DriverManager.getConnection(urlOf(SUPERUSER), SUPERUSER, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show server_version")) {
            row.next();
            if (!row.getString(1).startsWith(version + ".")) {
                throw new IllegalStateException("wanted PostgreSQL " + version + ", and this is " + row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stop() {
        run("pg_ctl", "stop", "-m", "immediate", "-D", data());
        Scratch.delete(home);
    }

    private String data() {
        return home.resolve("data").toString();
    }

    // PostgreSQL does not run as root.
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(home, program, ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(program + ": " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Path jar, Path home) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(
                        new BufferedInputStream(zip.getInputStream(zip.stream()
                                .filter(entry -> entry.getName().endsWith(".txz"))
                                .findFirst()
                                .orElseThrow()))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = home.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (!entry.isDirectory()) {
                    Files.copy(tar, target);
                    target.toFile().setExecutable(target.getParent().endsWith("bin"));
                }
            }
        }
        // PostgreSQL runs as somebody else, who reads them.
        home.toFile().setReadable(true, false);
        home.toFile().setExecutable(true, false);
    }
}
