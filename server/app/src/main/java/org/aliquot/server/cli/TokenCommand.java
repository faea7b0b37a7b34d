package org.aliquot.server.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.auth.token.LocalKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code aliquot token}: a token for whoever may read the server's data directory. */
@Command(
        name = "token",
        description = {
            "Prints a bearer token for this machine's operator.",
            "It is signed with the key in the data directory, which its owner alone may read. The server may run or not."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  curl -H \"Authorization: Bearer $(aliquot token)\" http://127.0.0.1:8080/fhir/Patient",
            "  aliquot token --scope system/Observation.rs --expires 1h"
        })
public final class TokenCommand implements Callable<Integer> {
    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = " ",
            description = "What it allows, as SMART scopes; may be repeated. Default: everything.")
    private List<String> scopes;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it is good, such as 30m (default: ${DEFAULT-VALUE}; at most 24h).")
    private String life;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "The server's data directory (default: ${DEFAULT-VALUE}).")
    private Path dataDir;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailedException {
        Scopes wanted;
        try {
            wanted = scopes == null ? LocalKey.ALL_SCOPES : Scopes.parse(scopes);
        } catch (MalformedScopeException e) {
            throw new ParameterException(spec.commandLine(), "--scope: " + e.getMessage());
        }
        LocalKey key = LocalKey.in(dataDir, Clock.systemUTC())
                .orElseThrow(() -> new CommandFailedException(
                        ExitCodes.FAILED,
                        dataDir.toAbsolutePath().normalize()
                                + " holds no key that this user may read: the server makes it at"
                                + " its first start; name its directory with --data-dir"));
        spec.commandLine().getOut().println(key.token(wanted, duration()));
        spec.commandLine().getOut().flush();
        return ExitCodes.DONE;
    }

    private Duration duration() {
        try {
            Duration duration = Duration.parse("PT" + life.toUpperCase(Locale.ROOT));
            if (!duration.isNegative() && !duration.isZero() && duration.compareTo(LocalKey.LONGEST_LIFE) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException notOne) {
            // Said below.
        }
        throw new ParameterException(
                spec.commandLine(), "--expires " + life + ": expected a time such as 30m or 8h, at most 24h");
    }
}
