package org.aliquot.bench.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A server's own PostgreSQL, reached beside it, as its superuser. */
record Database(String url, String password) {
    // Line 4 of the file that PostgreSQL writes when it starts.
    private static final int PORT_LINE = 3;

    static Database of(Path dataDirectory) throws IOException {
        Properties passwords = new Properties();
        try (InputStream file = Files.newInputStream(dataDirectory.resolve("postgres-passwords.properties"))) {
            passwords.load(file);
        }
        String port = Files.readAllLines(dataDirectory.resolve("postgres/postmaster.pid"))
                .get(PORT_LINE)
                .strip();
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/aliquot", passwords.getProperty("superuser"));
    }

    Connection open() throws SQLException {
        return DriverManager.getConnection(url, "postgres", password);
    }

    long number(String query) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long resources() throws SQLException {
        return number("select count(*) from hfj_resource");
    }
}
