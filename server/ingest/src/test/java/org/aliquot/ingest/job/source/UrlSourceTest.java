package org.aliquot.ingest.job.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server on loopback, well-behaved and not. */
class UrlSourceTest {
    private static final byte[] LINES = "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n".getBytes(UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void plainAndGzipBodiesAreReadWhateverTheyAreCalled() throws IOException {
        serve("/plain", LINES);
        serve("/packed.ndjson", gzip(LINES));

        assertThat(read("/plain", 0)).isEqualTo(new String(LINES, UTF_8));
        assertThat(read("/packed.ndjson", 0)).isEqualTo(new String(LINES, UTF_8));
    }

    @Test
    void readingGoesOnWhereItStoppedByRangeWhereTheServerCan() throws IOException {
        AtomicReference<String> range = new AtomicReference<>();
        server.createContext("/ranges", exchange -> {
            range.set(exchange.getRequestHeaders().getFirst("Range"));
            int from = Integer.parseInt(range.get().replaceAll("bytes=(\\d+)-", "$1"));
            exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-23/24");
            answer(exchange, 206, Arrays.copyOfRange(LINES, from, LINES.length));
        });
        serve("/whole", LINES);
        serve("/packed", gzip(LINES));

        assertThat(read("/ranges", 8)).isEqualTo("{\"b\":2}\n{\"c\":3}\n");
        assertThat(range.get()).isEqualTo("bytes=7-");
        assertThat(read("/whole", 8)).isEqualTo("{\"b\":2}\n{\"c\":3}\n");
        assertThat(read("/packed", 16)).isEqualTo("{\"c\":3}\n");
    }

    @Test
    void aBodyThatIsNotWhatItWasIsNotReadOn() throws IOException {
        serve("/changed", LINES);

        assertThatThrownBy(() -> read("/changed", 5))
                .isInstanceOf(SourceFailedException.class)
                .hasMessageContaining("has changed since the job began");
        assertThatThrownBy(() -> read("/changed", 5000)).isInstanceOf(SourceFailedException.class);
    }

    @Test
    void aBodyThatChangedBetweenTwoTriesIsNotReadOn() throws IOException {
        for (String header : List.of("ETag", "Last-Modified", "Content-Range")) {
            AtomicInteger tries = new AtomicInteger();
            String path = "/" + header;
            server.createContext(path, exchange -> {
                int number = tries.incrementAndGet();
                if (!header.equals("Content-Range")) {
                    exchange.getResponseHeaders().add(header, "\"" + number + "\"");
                }
                if (number == 1) {
                    answer(exchange, 200, LINES);
                } else {
                    int length = header.equals("Content-Range") ? 30 : LINES.length;
                    exchange.getResponseHeaders().add("Content-Range", "bytes 7-23/" + length);
                    answer(exchange, 206, Arrays.copyOfRange(LINES, 7, LINES.length));
                }
            });
            UrlSource source = new UrlSource(
                    URI.create(base + path), new AllowedUrls(List.of(URI.create(base))), PATIENCE, PATIENCE);
            source.open(0).close();
            assertThatThrownBy(() -> source.open(8))
                    .as(header)
                    .isInstanceOf(SourceFailedException.class)
                    .hasMessageContaining("has changed while it was read");
        }
    }

    @Test
    void membersOfGzipThatComeOneByOneAreAllRead() throws IOException {
        byte[] first = gzip(LINES);
        byte[] second = gzip("{\"d\":4}\n".getBytes(UTF_8));
        server.createContext("/members", exchange -> {
            exchange.sendResponseHeaders(200, first.length + second.length);
            exchange.getResponseBody().write(first);
            exchange.getResponseBody().flush();
            pause(Duration.ofMillis(300));
            exchange.getResponseBody().write(second);
            exchange.close();
        });

        assertThat(read("/members", 0)).isEqualTo(new String(LINES, UTF_8) + "{\"d\":4}\n");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRedirectIsFollowedOnlyToWhereItIsAllowed() throws IOException {
        serve("/target", LINES);
        redirect("/near", "/target");
        redirect("/far", "http://localhost:" + server.getAddress().getPort() + "/target");
        redirect("/loop", "/loop");

        assertThat(read("/near", 0)).isEqualTo(new String(LINES, UTF_8));
        assertThatThrownBy(() -> read("/far", 0))
                .isInstanceOf(SourceFailedException.class)
                .hasMessageContaining("leads to a URL that is not allowed");
        assertThatThrownBy(() -> read("/loop", 0)).hasMessageContaining("redirects more than 5 times");
    }

    @Test
    void aUrlThatIsGoneFailsForGoodAndAnOverloadedServerForNow() {
        server.createContext("/gone", exchange -> answer(exchange, 404, new byte[0]));
        server.createContext("/busy", exchange -> answer(exchange, 503, new byte[0]));

        assertThatThrownBy(() -> read("/gone", 0))
                .isInstanceOf(SourceFailedException.class)
                .hasMessage("answered with status 404");
        assertThatThrownBy(() -> read("/busy", 0))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("answered with status 503");
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws IOException {
        String url = raw("HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{\"a\":1}\n", PATIENCE);
        UrlSource source = new UrlSource(
                URI.create(url), new AllowedUrls(List.of(URI.create(url))), PATIENCE, Duration.ofMillis(300));

        assertThatThrownBy(() -> source.open(0).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sent nothing");
    }

    @Test
    void aBodyShorterThanItsContentLengthDoesNotPassForWhole() throws IOException {
        String url = raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}\n{\"b", Duration.ZERO);

        assertThatThrownBy(() -> readUrl(url))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Content-Length promised 100");
    }

    @Test
    void aBodyLongerThanItsContentLengthDoesNotEither() throws IOException {
        String url = raw("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"a\":1}\n{\"b\":2}\n", Duration.ZERO);

        assertThatThrownBy(() -> readUrl(url))
                .isInstanceOf(SourceFailedException.class)
                .hasMessage("sent more than the 8 bytes its Content-Length promised");
    }

    @Test
    void theNameHidesTheQueryWhichMayHoldAKey() {
        assertThat(new UrlSource(
                                URI.create("https://files.example.org/a.ndjson?sig=secret"),
                                new AllowedUrls(List.of()),
                                PATIENCE,
                                PATIENCE)
                        .name())
                .isEqualTo("https://files.example.org/a.ndjson");
    }

    private String read(String path, long offset) throws IOException {
        return read(base + path, base, offset);
    }

    private static String readUrl(String url) throws IOException {
        return read(url, url, 0);
    }

    private static String read(String url, String allowed, long offset) throws IOException {
        UrlSource source =
                new UrlSource(URI.create(url), new AllowedUrls(List.of(URI.create(allowed))), PATIENCE, PATIENCE);
        try (InputStream bytes = source.open(offset)) {
            return new String(bytes.readAllBytes(), UTF_8);
        }
    }

    private void serve(String path, byte[] body) {
        server.createContext(path, exchange -> answer(exchange, 200, body));
    }

    private void redirect(String path, String to) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            answer(exchange, 302, new byte[0]);
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A server that sends these bytes, waits, and hangs up. */
    private String raw(String answer, Duration silence) throws IOException {
        ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        threads.submit(() -> {
            try (listener;
                    Socket client = listener.accept()) {
                byte[] request = new byte[4096];
                client.getInputStream().read(request);
                client.getOutputStream().write(answer.getBytes(US_ASCII));
                client.getOutputStream().flush();
                Thread.sleep(silence.toMillis());
            }
            return null;
        });
        return "http://127.0.0.1:" + listener.getLocalPort() + "/x";
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
