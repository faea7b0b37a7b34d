package org.aliquot.server.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** A file over HTTP, of which there is at first as much as one says. */
final class ServedFile implements AutoCloseable {
    private static final int PIECE = 8192;

    private final byte[] body;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer http;
    private volatile int open;

    ServedFile(byte[] body) throws IOException {
        this.body = body;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/lab.ndjson", this::send);
        http.start();
    }

    /** Such as {@code http://127.0.0.1:41027/}. */
    String base() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
    }

    String url() {
        return base() + "lab.ndjson";
    }

    int length() {
        return body.length;
    }

    /** From now on there is this much of it; whoever wants more waits. */
    void openTo(int end) {
        open = Math.min(end, body.length);
    }

    /** How many lines end before this byte. */
    long linesBefore(int end) {
        return IntStream.range(0, end).filter(at -> body[at] == '\n').count();
    }

    private void send(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            int sent = 0;
            while (sent < body.length) {
                int length = Math.min(open - sent, PIECE);
                if (length > 0) {
                    exchange.getResponseBody().write(body, sent, length);
                    sent += length;
                } else {
                    exchange.getResponseBody().flush();
                    Thread.sleep(5);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
