package org.aliquot.server.boot;

import com.zaxxer.hikari.pool.HikariPool;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import org.aliquot.gateway.connection.GatewaySettingsException;
import org.aliquot.server.embedded.DatabaseStartException;
import org.aliquot.server.settings.SettingsException;
import org.aliquot.terminology.BadTablesException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.web.server.PortInUseException;

/** The server did not start; the message is for the person who started it, and is enough for them. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(StartException.class);

    private StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Finds the reason that a person can act upon; what has none is logged with its stack trace. */
    static StartException explaining(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> reason = reasonOf(cause);
            if (reason.isPresent()) {
                return new StartException(reason.get(), failure);
            }
        }
        LOG.error("The server did not start", failure);
        return new StartException("the server did not start: " + rootOf(failure) + "; the log above has more", failure);
    }

    private static Optional<String> reasonOf(Throwable cause) {
        if (cause instanceof SettingsException
                || cause instanceof GatewaySettingsException
                || cause instanceof DatabaseStartException
                || cause instanceof BadTablesException) {
            return Optional.of(cause.getMessage());
        }
        if (cause instanceof PortInUseException taken) {
            return Optional.of("port " + taken.getPort()
                    + " is taken by another program; stop that one, or choose another port with --port");
        }
        if (cause instanceof UnknownHostException || cause instanceof BindException) {
            return Optional.of("cannot listen: " + cause.getMessage()
                    + "; --host must be an address of this machine and --port a port this user may use");
        }
        if (cause instanceof UncheckedIOException
                && String.valueOf(cause.getMessage()).startsWith("Error reading certificate or key")) {
            return Optional.of("spring.ssl.bundle: " + cause.getMessage()
                    + "; there must be such a file, and this user must be allowed to read it");
        }
        if (cause instanceof HikariPool.PoolInitializationException) {
            return Optional.of("the database does not answer: " + rootOf(cause)
                    + "; check aliquot.database.url, username and password, and that PostgreSQL runs there");
        }
        if (cause instanceof ConfigurationPropertiesBindException) {
            return Optional.of("settings: " + rootOf(cause));
        }
        return Optional.empty();
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Objects.toString(root.getMessage(), root.getClass().getSimpleName());
    }
}
