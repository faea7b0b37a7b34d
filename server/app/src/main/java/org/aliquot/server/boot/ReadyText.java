package org.aliquot.server.boot;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aliquot.server.fhir.FhirConfiguration;
import org.aliquot.server.settings.DatabaseSettings;
import org.aliquot.server.settings.GatewayProperties;
import org.aliquot.server.settings.HomeSettings;
import org.aliquot.server.version.Version;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** What a person is told once the server answers. */
final class ReadyText {
    private ReadyText() {}

    private static String analyzers(GatewayProperties gateway) {
        return gateway.connections().isEmpty()
                ? "none configured: see README, \"Try it\", and server/docs/operations.md"
                : gateway.connections().stream()
                        .map(connection ->
                                connection.id() + " (" + connection.instrument() + ") " + connection.address())
                        .collect(Collectors.joining(", "));
    }

    /** The text; none where the log is for machines, who would stumble over it. */
    static Optional<String> of(ApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (!environment.getProperty("logging.structured.format.console", "").isBlank()) {
            return Optional.empty();
        }
        String address = environment.getProperty("server.address", "127.0.0.1");
        String host = address.equals("0.0.0.0") || address.equals("::") ? "localhost" : address;
        String server = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + environment.getProperty("local.server.port");
        String fhir = server + FhirConfiguration.PATH;
        Path data =
                context.getBean(HomeSettings.class).dataDir().toAbsolutePath().normalize();
        boolean isEmbedded = context.getBean(DatabaseSettings.class).isEmbedded();
        return Optional.of("""

                Aliquot %s is ready.

                  FHIR     %s
                  API      %s/swagger-ui/
                  health   %s/actuator/health      metrics  %s/actuator/prometheus
                  data     %s  (%s)
                  analyzers  %s

                Next: curl %s/metadata     Stop: Ctrl-C or SIGTERM
                """.formatted(
                        Version.current(),
                        fhir,
                        fhir,
                        server,
                        server,
                        data,
                        isEmbedded ? "with a PostgreSQL of its own" : "database: aliquot.database.url",
                        analyzers(context.getBean(GatewayProperties.class)),
                        fhir));
    }
}
