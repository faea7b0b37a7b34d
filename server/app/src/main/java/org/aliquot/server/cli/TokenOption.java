package org.aliquot.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aliquot.server.auth.token.LocalKey;
import picocli.CommandLine.Option;

/**
 * The token that a command sends: the one given, or one made with the operator's key of {@code ./data}. The latter only to
 * this machine: whoever gets it could use it here.
 */
final class TokenOption {
    /** Said where the server wants another. */
    static final String HOW =
            "; give a token by --token or ALIQUOT_TOKEN: \"aliquot token --data-dir DIR\" makes one, where"
                    + " DIR is the server's";

    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Duration LIFE = Duration.ofMinutes(5);

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "Bearer token (default: the environment's ALIQUOT_TOKEN; else, for a server of this machine, one"
                            + " made with the operator's key in ./data; \"aliquot token\" makes one for another directory).")
    private String given;

    /** One for the next request; empty where there is none, as a server in development asks for none. */
    Optional<String> next(URI server) {
        Optional<String> said =
                Optional.ofNullable(given).or(() -> Optional.ofNullable(System.getenv("ALIQUOT_TOKEN")));
        if (said.isPresent()
                || server.getHost() == null
                || !THIS_MACHINE.matcher(server.getHost()).matches()) {
            return said;
        }
        return LocalKey.in(Path.of("data"), Clock.systemUTC()).map(key -> key.token(LocalKey.ALL_SCOPES, LIFE));
    }
}
