package org.aliquot.gateway.connection;

import java.util.List;
import org.aliquot.gateway.tls.TlsSettings;

/** Settings that are like others but for one thing. */
public final class Changed {
    private Changed() {}

    public static ConnectionSettings allowing(ConnectionSettings as, String... peers) {
        return of(as, as.address(), as.maxConnections(), as.maxConnectionsPerPeer(), List.of(peers), as.tls());
    }

    public static ConnectionSettings at(ConnectionSettings as, String address) {
        return of(as, address, as.maxConnections(), as.maxConnectionsPerPeer(), as.allowedPeers(), as.tls());
    }

    public static ConnectionSettings limited(ConnectionSettings as, int connections, int perPeer) {
        return of(as, as.address(), connections, perPeer, as.allowedPeers(), as.tls());
    }

    public static ConnectionSettings over(ConnectionSettings as, TlsSettings tls) {
        return of(as, as.address(), as.maxConnections(), as.maxConnectionsPerPeer(), as.allowedPeers(), tls);
    }

    /** The device goes by another name. */
    public static ConnectionSettings calledBy(ConnectionSettings as, String sender) {
        return of(
                as, as.address(), as.maxConnections(), as.maxConnectionsPerPeer(), as.allowedPeers(), as.tls(), sender);
    }

    private static ConnectionSettings of(
            ConnectionSettings as, String address, int connections, int perPeer, List<String> peers, TlsSettings tls) {
        return of(as, address, connections, perPeer, peers, tls, as.sender());
    }

    private static ConnectionSettings of(
            ConnectionSettings as,
            String address,
            int connections,
            int perPeer,
            List<String> peers,
            TlsSettings tls,
            String sender) {
        return new ConnectionSettings(
                as.id(),
                as.instrument(),
                as.transport(),
                address,
                as.charset(),
                as.zone(),
                as.histograms(),
                as.decimalMark(),
                as.controlSpecimens(),
                sender,
                as.frameNumbering(),
                as.maxFrameBytes(),
                as.maxTranscriptBytes(),
                connections,
                perPeer,
                as.frameTimeout(),
                as.idleTimeout(),
                as.writeTimeout(),
                peers,
                tls);
    }
}
