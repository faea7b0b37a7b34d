package org.aliquot.gateway.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A slow network: what the analyzer sends arrives in small pieces with pauses between; answers pass at once. One caller. */
final class DribblingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String target;
    private final int piece;
    private final long pauseMillis;

    DribblingProxy(String target, int piece, long pauseMillis) throws IOException {
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.target = target;
        this.piece = piece;
        this.pauseMillis = pauseMillis;
        Thread thread = new Thread(this::serve, "dribble");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        int colon = target.lastIndexOf(':');
        try (Socket analyzer = listener.accept();
                Socket gateway =
                        new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
            gateway.setTcpNoDelay(true);
            Thread answers = new Thread(() -> copy(gateway, analyzer, 8192, 0), "answers");
            answers.setDaemon(true);
            answers.start();
            copy(analyzer, gateway, piece, pauseMillis);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Socket from, Socket to, int piece, long pauseMillis) {
        byte[] buffer = new byte[piece];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
                Thread.sleep(pauseMillis);
            }
        } catch (IOException e) {
            // One of the two is gone; the test looks at what came through.
            Thread.yield();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
