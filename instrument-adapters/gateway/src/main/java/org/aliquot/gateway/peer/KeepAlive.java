package org.aliquot.gateway.peer;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;

/**
 * Finds a peer that was switched off, or cut off, without a goodbye: asked after a minute of silence and then every 15 s, a
 * connection whose other end does not even acknowledge that ends after two minutes. A silent analyzer that is there answers
 * and keeps its connection, for days if need be; that is why this is no idle time-out. Systems ask after two hours by
 * themselves.
 */
public final class KeepAlive {
    static final int SECONDS_BEFORE = 60;
    static final int SECONDS_BETWEEN = 15;
    static final int TIMES = 4;

    private KeepAlive() {}

    /** @throws IOException where the socket is closed already */
    public static void on(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, SECONDS_BEFORE);
        set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, SECONDS_BETWEEN);
        set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, TIMES);
    }

    // Where the system has no such option its own pace has to do.
    private static void set(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }
}
