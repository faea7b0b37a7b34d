package org.aliquot.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aliquot.server.boot.ServerLauncher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code aliquot serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Run the server: FHIR, the gateway to the analyzers, health and metrics.",
        mixinStandardHelpOptions = true,
        showDefaultValues = false)
public final class ServeCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

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

    @Option(
            names = "--dev",
            description = "Development: nobody needs a token. Only on an address of this machine alone.")
    private boolean dev;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (port != null && (port < 0 || port > LAST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--port " + port + ": expected 0 (a free one) to " + LAST_PORT);
        }
        return new ServerLauncher(dataDir, port, host, config, dev).runUntilStopped();
    }
}
