package org.aliquot.gateway.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aliquot.gateway.tls.Tls;
import org.aliquot.gateway.tls.TlsBundles;
import org.aliquot.instrument.Instruments;

/**
 * All devices of a gateway.
 *
 * @param connections may be empty: a server without analyzers
 * @param maxConnections at the same moment, of all listeners together; default 256
 */
public record GatewaySettings(List<ConnectionSettings> connections, Integer maxConnections) {
    /** Where these settings stand in the configuration. */
    public static final String PREFIX = "aliquot.gateway";

    public GatewaySettings {
        connections = connections == null ? List.of() : List.copyOf(connections);
        maxConnections = Objects.requireNonNullElse(maxConnections, 256);
    }

    /** With the default for the rest. */
    public GatewaySettings(List<ConnectionSettings> connections) {
        this(connections, null);
    }

    /** Everything that is wrong, by property name; empty when the gateway can start. */
    public List<String> problems(Instruments instruments) {
        List<String> problems = new ArrayList<>();
        if (maxConnections < 1) {
            problems.add(PREFIX + ".max-connections: " + maxConnections + "; expected at least 1");
        }
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

    /** What the connections with TLS lack, by property name. Only for settings without other problems. */
    public List<String> tlsProblems(TlsBundles bundles) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            ConnectionSettings connection = connections.get(i);
            if (connection.tls() != null) {
                boolean listens = connection.transport() == Transport.TCP_SERVER;
                problems.addAll(
                        Tls.problems(PREFIX + ".connections[" + i + "].tls", connection.tls(), listens, bundles));
            }
        }
        return problems;
    }

    /**
     * Refuses settings with problems.
     *
     * @throws GatewaySettingsException naming all of them
     */
    public void check(Instruments instruments, TlsBundles bundles) {
        List<String> problems = problems(instruments);
        if (problems.isEmpty()) {
            problems = tlsProblems(bundles);
        }
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
