package org.aliquot.bench.setup;

import java.nio.file.Path;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which server is measured. */
public final class ServerJar {
    @Option(
            names = "--jar",
            defaultValue = "server/app/target/aliquot.jar",
            showDefaultValue = Visibility.ALWAYS,
            description = "The runnable jar.")
    private Path path;

    public Path path() {
        return path;
    }
}
