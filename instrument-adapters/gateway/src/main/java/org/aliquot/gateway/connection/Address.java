package org.aliquot.gateway.connection;

import java.net.InetSocketAddress;

/**
 * Host and port as configured; the name is looked up only when the socket is opened, as it may change.
 *
 * @param port 0 lets the system choose, for a listener
 */
record Address(String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";

    /** @throws IllegalArgumentException saying what is wrong and what was expected */
    static Address parse(String text, Transport transport) {
        String expected = "; expected host:port such as 127.0.0.1:5001, or [::1]:5001";
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("missing" + expected);
        }
        String stripped = text.strip();
        int colon = stripped.lastIndexOf(':');
        String host = colon < 0 ? LOOPBACK : stripped.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.isEmpty() || host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\"" + expected);
        }
        int port;
        try {
            port = Integer.parseInt(stripped.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\"" + expected, e);
        }
        int least = transport == Transport.TCP_SERVER ? 0 : 1;
        if (port < least || port > 65535) {
            throw new IllegalArgumentException("\"" + text + "\": port " + port + "; expected " + least + " to 65535");
        }
        return new Address(host, port);
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
