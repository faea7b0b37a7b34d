package org.aliquot.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.aliquot.server.embedded.DataDirectory;
import org.aliquot.server.embedded.DatabaseStartException;
import org.aliquot.server.embedded.EmbeddedPostgres;
import org.aliquot.server.embedded.RunningPostgres;
import org.aliquot.server.settings.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * The database of a server, for a command: an external one, the embedded one of a running server, or the embedded one
 * started for as long as the command takes.
 */
final class CommandDatabase implements AutoCloseable {
    private final String url;
    private final String username;
    private final String password;
    private final @Nullable EmbeddedPostgres started;
    private final @Nullable DataDirectory held;

    private CommandDatabase(
            String url,
            String username,
            String password,
            @Nullable EmbeddedPostgres started,
            @Nullable DataDirectory held) {
        this.url = url;
        this.username = username;
        this.password = password;
        this.started = started;
        this.held = held;
    }

    static CommandDatabase open(DatabaseSettings settings, Path dataDir) throws CommandFailedException {
        if (!settings.isEmbedded()) {
            return new CommandDatabase(settings.url(), settings.username(), settings.password(), null, null);
        }
        Path home = dataDir.toAbsolutePath().normalize();
        if (!Files.exists(home.resolve("postgres"))) {
            throw new CommandFailedException(
                    ExitCodes.FAILED,
                    "no database in " + home + "; name the server's directory with --data-dir, or its settings with"
                            + " --config");
        }
        DataDirectory directory;
        try {
            directory = DataDirectory.hold(home);
        } catch (DatabaseStartException e) {
            Optional<RunningPostgres> running = RunningPostgres.in(home);
            if (running.isEmpty()) {
                throw e;
            }
            return new CommandDatabase(
                    running.get().jdbcUrl(),
                    running.get().username(),
                    running.get().password(),
                    null,
                    null);
        }
        try {
            DatabaseSettings.Embedded embedded = settings.embedded();
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.start(directory, embedded.port(), embedded.startTimeout(), embedded.settings());
            return new CommandDatabase(
                    postgres.jdbcUrl(), postgres.username(), postgres.password(), postgres, directory);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    Connection connect() throws CommandFailedException {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "aliquot command");
        // An error's DETAIL quotes the row, and rows are patients' data.
        properties.setProperty("logServerErrorDetail", "false");
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED,
                    "the database does not answer: " + e.getMessage()
                            + "; check aliquot.database.url, username and password, and that PostgreSQL runs there");
        }
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
        if (held != null) {
            held.close();
        }
    }
}
