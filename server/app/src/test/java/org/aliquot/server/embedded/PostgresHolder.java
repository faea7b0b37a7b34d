package org.aliquot.server.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/** A process of its own that starts the database, stores a row, says so, and waits to be killed. */
final class PostgresHolder {
    private PostgresHolder() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        DataDirectory directory = DataDirectory.hold(Path.of(arguments[0]));
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0, Duration.ofMinutes(2), Map.of());
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists kept (value text)");
            statement.execute("insert into kept values ('stored before the kill')");
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
