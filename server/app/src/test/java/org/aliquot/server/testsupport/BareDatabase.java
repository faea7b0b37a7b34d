package org.aliquot.server.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final DataDirectory directory;
    private final EmbeddedPostgres postgres;
    private HikariDataSource pool;

    private BareDatabase(DataDirectory directory, EmbeddedPostgres postgres) {
        this.directory = directory;
        this.postgres = postgres;
        this.pool = poolOf(EmbeddedPostgres.DATABASE);
    }

    public static BareDatabase start() {
        try {
            Files.createDirectories(Path.of("target"));
            DataDirectory directory =
                    DataDirectory.hold(Files.createTempDirectory(Path.of("target"), "bare-database-"));
            return new BareDatabase(directory, EmbeddedPostgres.start(directory, 0, Duration.ofMinutes(2), Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HikariDataSource poolOf(String name) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(urlOf(name));
        config.setUsername(postgres.username());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private String urlOf(String name) {
        return postgres.jdbcUrl().replaceFirst("/[^/]*$", "/" + name);
    }

    /** A copy of the database as it was at first becomes this one; the copy before it is gone. */
    public void copyOfTheFirst() throws SQLException {
        pool.close();
        try (Connection superuser = DriverManager.getConnection(urlOf("postgres"), "postgres", superuserPassword());
                Statement statement = superuser.createStatement()) {
            statement.execute("drop database if exists " + SCRATCH + " with (force)");
            statement.execute("create database " + SCRATCH + " template " + EmbeddedPostgres.DATABASE + " owner "
                    + postgres.username());
        }
        pool = poolOf(SCRATCH);
    }

    private String superuserPassword() {
        Properties passwords = new Properties();
        try (Reader file = Files.newBufferedReader(directory.path().resolve("postgres-passwords.properties"))) {
            passwords.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return passwords.getProperty("superuser");
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
        postgres.close();
        directory.close();
    }
}
