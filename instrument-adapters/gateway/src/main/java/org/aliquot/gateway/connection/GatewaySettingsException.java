package org.aliquot.gateway.connection;

import java.util.List;

/** The settings cannot be used; {@link #problems} names each property, what it holds and what was expected. */
public class GatewaySettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public GatewaySettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
