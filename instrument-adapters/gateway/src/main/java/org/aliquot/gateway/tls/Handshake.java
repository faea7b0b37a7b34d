package org.aliquot.gateway.tls;

import java.io.IOException;
import java.net.Socket;

/** What comes between being connected and talking. */
@FunctionalInterface
public interface Handshake {
    /** Nothing: plain text. */
    Handshake NONE = connected -> connected;

    /**
     * Makes a connected socket safe to talk on; closing the one that is returned says goodbye and closes the other.
     *
     * @throws TlsRefusedException where the two do not come together
     * @throws java.io.EOFException where the other side hung up without a word
     */
    Socket with(Socket connected) throws IOException;
}
