package org.aliquot.server.auth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Servers that mean no good, or have a bad day. */
class RemoteTest {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static HttpServer server;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(THREADS);
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 100_000; i++) {
                    body.write(new byte[10_000]);
                }
            }
        });
        server.createContext("/dribbling", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 120; i++) {
                    body.write(' ');
                    body.flush();
                    Thread.sleep(500);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", url + "/endless");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        THREADS.shutdownNow();
    }

    @Test
    void anAnswerThatDoesNotEndIsNotTaken() {
        assertThatThrownBy(() -> new Remote().get(url + "/endless"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("262144 bytes");
    }

    @Test
    void anAnswerThatComesByteByByteIsNotWaitedFor() {
        Instant before = Instant.now();
        assertThatThrownBy(() -> new Remote().get(url + "/dribbling"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("within 5 seconds");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void noRedirectIsFollowed() throws IOException {
        assertThat(new Remote().get(url + "/elsewhere").status()).isEqualTo(302);
    }

    @Test
    void whereNobodyListensIsSaidWithoutTheAddressesBehindIt() {
        assertThatThrownBy(() -> new Remote().get("http://127.0.0.1:1/"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no answer");
    }
}
