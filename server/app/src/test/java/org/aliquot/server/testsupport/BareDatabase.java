package org.aliquot.server.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.embedded.EmbeddedPostgres;

/** A PostgreSQL with an empty database and no server before it. */
public final class BareDatabase implements AutoCloseable {
    private static final String SCRATCH = "scratch";

    private final Host host;
    private HikariDataSource pool;

    /** The PostgreSQL that it is in. */
    private interface Host extends AutoCloseable {
        String url();

        String username();

        String password();

        String superuserPassword();

        @Override
        void close();
    }

    private BareDatabase(Host host) {
        this.host = host;
        this.pool = poolOf(host.url());
    }

    public static BareDatabase start() {
        return new BareDatabase(OtherPostgres.ofThisRun()
                .map(postgres -> (Host) new Elsewhere(postgres.database(), postgres.owner()))
                .orElseGet(OwnHost::start));
    }

    private HikariDataSource poolOf(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(host.username());
        config.setPassword(host.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private String urlOf(String name) {
        return host.url().replaceFirst("/[^/]*$", "/" + name);
    }

    /** A copy of the database as it was at first becomes this one; the copy before it is gone. */
    public void copyOfTheFirst() throws SQLException {
        pool.close();
        String first = host.url().replaceFirst("^.*/", "");
        try (Connection superuser =
                        DriverManager.getConnection(urlOf("postgres"), "postgres", host.superuserPassword());
                Statement statement = superuser.createStatement()) {
            statement.execute("drop database if exists " + SCRATCH + " with (force)");
            statement.execute("create database " + SCRATCH + " template " + first + " owner " + host.username());
        }
        pool = poolOf(urlOf(SCRATCH));
    }

    public HikariDataSource dataSource() {
        return pool;
    }

    public Connection connect() throws SQLException {
        return pool.getConnection();
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            execute(connection, statements);
        }
    }

    /** The same on any database. */
    public static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows; columns joined by a space. */
    public List<String> rows(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return rows(connection, sql);
        }
    }

    /** The same on any database. */
    public static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(row.getString(i));
                }
                rows.add(String.join(" ", cells));
            }
            return rows;
        }
    }

    @Override
    public void close() {
        pool.close();
        host.close();
    }

    /** The one that comes along, for this database alone. */
    private record OwnHost(DataDirectory directory, EmbeddedPostgres postgres) implements Host {
        static OwnHost start() {
            DataDirectory directory = DataDirectory.hold(Scratch.directory("bare-database"));
            return new OwnHost(directory, EmbeddedPostgres.start(directory, 0, Duration.ofMinutes(2), Map.of()));
        }

        @Override
        public String url() {
            return postgres.jdbcUrl();
        }

        @Override
        public String username() {
            return postgres.username();
        }

        @Override
        public String password() {
            return postgres.password();
        }

        @Override
        public String superuserPassword() {
            Properties passwords = new Properties();
            try (Reader file = Files.newBufferedReader(directory.path().resolve("postgres-passwords.properties"))) {
                passwords.load(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return passwords.getProperty("superuser");
        }

        @Override
        public void close() {
            postgres.close();
            directory.close();
            Scratch.delete(directory.path());
        }
    }

    /** One that others use too. */
    private record Elsewhere(String url, String username) implements Host {
        @Override
        public String password() {
            return "none";
        }

        @Override
        public String superuserPassword() {
            return "none";
        }

        @Override
        public void close() {
            // Goes with its PostgreSQL.
        }
    }
}
