package org.aliquot.gateway.service;

import java.util.List;
import org.aliquot.gateway.connection.ConnectionStatus;

/**
 * How the gateway fares right now.
 *
 * @param receiving conversations under way of which something is kept, and perhaps acknowledged
 * @param pending transcripts that wait for the sink
 * @param openErrors quarantine entries of messages that are not stored
 * @param openWarnings quarantine entries of messages that are stored but want a look
 */
public record GatewayStatus(
        List<ConnectionStatus> connections, int receiving, int pending, int openErrors, int openWarnings) {
    public GatewayStatus {
        connections = List.copyOf(connections);
    }
}
