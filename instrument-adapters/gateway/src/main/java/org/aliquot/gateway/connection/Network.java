package org.aliquot.gateway.connection;

import java.util.Objects;
import org.aliquot.gateway.peer.Places;
import org.aliquot.gateway.tls.TlsBundles;

/**
 * What the endpoints of one gateway share.
 *
 * @param tls keys and authorities
 * @param places room for connections
 */
public record Network(TlsBundles tls, Places places) {
    public Network {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(places, "places");
    }
}
