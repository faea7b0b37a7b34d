package org.aliquot.server.boot;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.UserStore;
import org.aliquot.server.fhir.FhirConfiguration;
import org.aliquot.server.settings.AuthSettings;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.GatewayProperties;
import org.aliquot.server.settings.HomeSettings;
import org.aliquot.server.version.Version;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** What a person is told once the server answers. */
final class ReadyText {
    private static final String ADMINISTRATOR = "admin";

    private ReadyText() {}

    private static String analyzers(GatewayProperties gateway) {
        return gateway.connections().isEmpty()
                ? "none configured: see README, \"Try it\", and server/docs/operations.md"
                : gateway.connections().stream()
                        .map(connection ->
                                connection.id() + " (" + connection.instrument() + ") " + connection.address())
                        .collect(Collectors.joining(", "));
    }

    /** The administrator's password is told here and nowhere else: only its hash is kept. */
    private static String access(ApplicationContext context) {
        if (context.getBean(AuthSettings.class).isExternal()) {
            return "by tokens of " + context.getBean(AuthSettings.class).issuer();
        }
        UserStore users = context.getBean(UserStore.class);
        String byToken = "by token (aliquot token); apps: aliquot clients, people: aliquot users";
        return users.isEmpty()
                ? byToken + "\n           first account: " + ADMINISTRATOR + ", one-time password "
                        + users.addOrReset(ADMINISTRATOR, Optional.empty(), Role.ADMINISTRATOR) + " (shown this once)"
                : byToken;
    }

    private static String firstRequest(String fhir, Path data) {
        boolean isUsual = data.equals(Path.of("data").toAbsolutePath().normalize());
        return "curl -H \"Authorization: Bearer $(aliquot token" + (isUsual ? "" : " --data-dir " + data) + ")\" "
                + fhir + "/Patient";
    }

    /** The text; none where the log is for machines, who would stumble over it. */
    static Optional<String> of(ApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (!environment.getProperty("logging.structured.format.console", "").isBlank()) {
            return Optional.empty();
        }
        String address = environment.getProperty("server.address", "127.0.0.1");
        String host = address.equals("0.0.0.0") || address.equals("::") ? "localhost" : address;
        boolean hasTls = Ssl.isEnabled(context.getBean(ServerProperties.class).getSsl());
        String server = (hasTls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + environment.getProperty("local.server.port");
        String fhir = server + FhirConfiguration.PATH;
        Path data =
                context.getBean(HomeSettings.class).dataDir().toAbsolutePath().normalize();
        boolean isEmbedded = context.getBean(DatabaseSettings.class).isEmbedded();
        boolean isDevelopment = context.getBean(AuthSettings.class).dev();
        return Optional.of("""

                Aliquot %s is ready.

                  FHIR     %s
                  API      %s
                  results  %s/apps/results/
                  health   %s/actuator/health      metrics  %s/actuator/prometheus
                  data     %s  (%s)
                  analyzers  %s
                  access   %s

                Next: %s     Stop: Ctrl-C or SIGTERM
                """.formatted(
                        Version.current(),
                        fhir,
                        fhir + (isDevelopment ? "/swagger-ui/" : "/api-docs"),
                        server,
                        server,
                        server,
                        data,
                        isEmbedded ? "with a PostgreSQL of its own" : "database: aliquot.database.url",
                        analyzers(context.getBean(GatewayProperties.class)),
                        isDevelopment ? "DEVELOPMENT: NOBODY NEEDS A TOKEN (serve --dev)" : access(context),
                        isDevelopment ? "curl " + fhir + "/metadata" : firstRequest(fhir, data)));
    }
}
