package org.aliquot.server.settings;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.aliquot.gateway.connection.ConnectionSettings;
import org.aliquot.gateway.connection.GatewaySettings;
import org.aliquot.instrument.Instruments;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The analyzers' side.
 *
 * @param connections one for each device; none: a server without analyzers
 * @param maxConnections most connections of analyzers at once, of all listeners together
 */
@ConfigurationProperties("aliquot.gateway")
public record GatewayProperties(
        @NotNull @DefaultValue List<ConnectionSettings> connections,
        @DefaultValue("256") int maxConnections) implements CheckedSettings {
    @Override
    public List<String> problems() {
        return gateway().problems(Instruments.installed());
    }

    /** As the gateway takes them. */
    public GatewaySettings gateway() {
        return new GatewaySettings(connections, maxConnections);
    }
}
