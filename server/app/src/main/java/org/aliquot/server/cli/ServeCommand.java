package org.aliquot.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aliquot.server.boot.ServerLauncher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aliquot serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Run the server: FHIR, the gateway to the analyzers, health and metrics.",
        mixinStandardHelpOptions = true,
        showDefaultValues = false)
public final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept (default: ./data). Created if absent.")
    private Path dataDir;

    @Option(names = "--port", paramLabel = "P", description = "HTTP port (default: 8080; 0: a free one).")
    private Integer port;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "Address to listen on (default: 127.0.0.1, this machine only).")
    private String host;

    @Option(names = "--config", paramLabel = "FILE.yml", description = "Settings, as YAML.")
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        return new ServerLauncher(dataDir, port, host, config).runUntilStopped();
    }
}
