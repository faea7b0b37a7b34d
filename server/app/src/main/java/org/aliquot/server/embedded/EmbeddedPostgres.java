package org.aliquot.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running PostgreSQL whose files lie in {@code <data-dir>/postgres}.
 *
 * <p>It listens on 127.0.0.1 only, on a free port unless told otherwise, and asks for passwords
 * (SCRAM) that only this data directory knows. fsync is on: a committed result survives a power cut.
 *
 * <p>The server process is not a child that dies with the JVM: it survives a {@code kill -9} of the
 * JVM, finishes what it was doing, and {@link #start} of the next JVM stops it in order before it
 * starts its own. Attaching instead would keep the dead JVM's sessions, locks and settings.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /** The database, and the role that owns it; the role is no superuser. */
    public static final String DATABASE = "aliquot";

    private static final String SUPERUSER = "postgres";
    private static final int START_ATTEMPTS = 3;
    private static final Duration STOP_WAIT = Duration.ofSeconds(60);

    private final PostgresCluster cluster;
    private final int port;
    private final String password;
    private final PostmasterWatch watch;
    private boolean stopped;

    private EmbeddedPostgres(PostgresCluster cluster, int port, String password, Runnable again) {
        this.cluster = cluster;
        this.port = port;
        this.password = password;
        this.watch = new PostmasterWatch(new OrphanPostmaster(cluster)::isRunning, again);
    }

    /**
     * Starts the database of a data directory, creating it at the first time and taking over one
     * that a killed server left running. Returns once it answers; from then on it is started again whenever its process ends.
     *
     * @param dataDirectory held by the caller until after {@link #close()}
     * @param wantedPort    TCP port on 127.0.0.1, or 0 for a free one
     * @param startWait     how long recovery after a crash may take
     * @param settings      PostgreSQL settings that override {@link PostgresSettings}' own
     */
    public static EmbeddedPostgres start(
            DataDirectory dataDirectory, int wantedPort, Duration startWait, Map<String, String> settings) {
        Path home = dataDirectory.path();
        PostgresBinaries binaries = PostgresBinaries.in(home.resolve("postgres-binaries"));
        PostgresCluster cluster =
                new PostgresCluster(new PostgresCommands(binaries), home.resolve("postgres"), home.resolve("logs"));
        Passwords passwords = Passwords.in(home.resolve("postgres-passwords.properties"));
        cluster.createIfAbsent(SUPERUSER, passwords.superuser());
        new OrphanPostmaster(cluster).stop(STOP_WAIT);
        int port = launch(cluster, wantedPort, startWait, settings);
        EmbeddedPostgres running = new EmbeddedPostgres(cluster, port, passwords.owner(), () -> {
            new OrphanPostmaster(cluster).stop(STOP_WAIT);
            cluster.start(port, startWait, settings);
        });
        try {
            running.createDatabaseIfAbsent(passwords);
            return running;
        } catch (SQLException e) {
            running.close();
            throw new DatabaseStartException(
                    "PostgreSQL in " + cluster.directory() + " started, but its database " + DATABASE
                            + " could not be set up: " + e.getMessage(),
                    e);
        }
    }

    /** The URL of the database; port and host are this process's own and change between starts. */
    public String jdbcUrl() {
        return urlOf(DATABASE);
    }

    /** The role to connect as. */
    public String username() {
        return DATABASE;
    }

    /** Its password. */
    public String password() {
        return password;
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Stops PostgreSQL in order: sessions are ended, everything is written. May be called again. */
    @Override
    public synchronized void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        watch.close();
        cluster.stop(STOP_WAIT);
        LOG.info("PostgreSQL stopped");
    }

    private static int launch(
            PostgresCluster cluster, int wantedPort, Duration startWait, Map<String, String> settings) {
        int attempt = 1;
        while (true) {
            int port = wantedPort > 0 ? wantedPort : freePort();
            try {
                cluster.start(port, startWait, settings);
                return port;
            } catch (PortTakenException e) {
                // Between finding a free port and binding it, somebody else may take it.
                if (wantedPort > 0 || attempt == START_ATTEMPTS) {
                    throw e;
                }
                attempt++;
            }
        }
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new DatabaseStartException("no free TCP port on 127.0.0.1 for PostgreSQL: " + e.getMessage(), e);
        }
    }

    private void createDatabaseIfAbsent(Passwords passwords) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urlOf("postgres"), SUPERUSER, passwords.superuser());
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = '" + DATABASE + "'")) {
                // Passwords are letters and digits of our own making; DDL takes no parameters.
                statement.execute("create role " + DATABASE + " login password '" + passwords.owner() + "'");
            }
            if (!exists(statement, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                statement.execute("create database " + DATABASE + " owner " + DATABASE);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private String urlOf(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    static void moveAtomically(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
