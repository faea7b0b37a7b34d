package org.aliquot.server.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.aliquot.server.settings.ConfigFile;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.HomeSettings;
import org.aliquot.server.settings.SettingsCheck;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Option;

/** Which database a command works on: the one that {@code serve} with the same options uses. */
final class DatabaseOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The server's data directory (default: ./data). Its server may run or not.")
    private Path dataDir;

    @Option(names = "--config", paramLabel = "FILE.yml", description = "The server's settings, as YAML.")
    private Path config;

    /** The settings of the server. */
    Chosen read() {
        EnumerablePropertySource<?> file = config == null ? null : ConfigFile.read(config);
        Map<String, Object> commandLine = new HashMap<>();
        if (dataDir != null) {
            commandLine.put("aliquot.data-dir", dataDir.toString());
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("commandLine", commandLine));
        if (file != null) {
            environment.getPropertySources().addLast(file);
        }
        SettingsCheck.check(environment, file);
        Binder binder = Binder.get(environment);
        return new Chosen(
                binder.bindOrCreate("aliquot.database", DatabaseSettings.class),
                binder.bindOrCreate("aliquot", HomeSettings.class).dataDir());
    }

    /** What was chosen. */
    record Chosen(DatabaseSettings database, Path dataDir) {
        CommandDatabase open() throws CommandFailedException {
            return CommandDatabase.open(database, dataDir);
        }
    }
}
