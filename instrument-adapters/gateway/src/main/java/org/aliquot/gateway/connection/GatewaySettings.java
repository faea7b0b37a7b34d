package org.aliquot.gateway.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.instrument.Instruments;

/**
 * All devices of a gateway.
 *
 * @param connections may be empty: a server without analyzers
 */
public record GatewaySettings(List<ConnectionSettings> connections) {
    /** Where these settings stand in the configuration. */
    public static final String PREFIX = "aliquot.gateway";

    public GatewaySettings {
        connections = connections == null ? List.of() : List.copyOf(connections);
    }

    /** Everything that is wrong, by property name; empty when the gateway can start. */
    public List<String> problems(Instruments instruments) {
        List<String> problems = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        Map<String, Integer> addresses = new HashMap<>();
        for (int i = 0; i < connections.size(); i++) {
            ConnectionSettings connection = connections.get(i);
            String prefix = PREFIX + ".connections[" + i + "]";
            problems.addAll(connection.problems(prefix, instruments));
            repeated(prefix + ".id", connection.id(), ids, i, problems);
            repeated(prefix + ".address", listening(connection), addresses, i, problems);
        }
        return problems;
    }

    /**
     * Refuses settings with problems.
     *
     * @throws GatewaySettingsException naming all of them
     */
    public void check(Instruments instruments) {
        List<String> problems = problems(instruments);
        if (!problems.isEmpty()) {
            throw new GatewaySettingsException(problems);
        }
    }

    /** Where it listens, however that is written; null where nobody else could want to, or cannot be told. */
    private static String listening(ConnectionSettings connection) {
        if (connection.transport() != Transport.TCP_SERVER) {
            return null;
        }
        try {
            Address address = Address.parse(connection.address(), Transport.TCP_SERVER);
            return address.port() == 0 ? null : address.toString();
        } catch (IllegalArgumentException e) {
            // Told as a problem of the connection itself.
            return null;
        }
    }

    private static void repeated(
            String property, String value, Map<String, Integer> seen, int index, List<String> problems) {
        if (value == null) {
            return;
        }
        Integer first = seen.putIfAbsent(value, index);
        if (first != null) {
            problems.add(property + ": \"" + value + "\" is that of connections[" + first + "] already");
        }
    }
}
