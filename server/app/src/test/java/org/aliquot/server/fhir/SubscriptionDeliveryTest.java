package org.aliquot.server.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.boot.ServerLauncher;
import org.aliquot.server.testsupport.Scratch;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What COPY stored calls subscribers back as what HAPI's DAO stored does. */
class SubscriptionDeliveryTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aResultStoredByCopyReachesTheSubscriber() throws Exception {
        BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        HttpServer subscriber = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        subscriber.createContext("/", exchange -> {
            delivered.add(exchange.getRequestURI().getPath() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        subscriber.start();
        Path directory = Scratch.directory("subscriptions");
        Path config = Files.writeString(
                directory.resolve("server.yml"), "aliquot:\n  fhir:\n    rest-hooks: true\n  auth:\n    dev: true\n");
        ConfigurableApplicationContext server =
                new ServerLauncher(directory.resolve("data"), 0, "127.0.0.1", config).start();
        try {
            String fhir = "http://127.0.0.1:" + server.getEnvironment().getProperty("local.server.port") + "/fhir/";
            put(fhir + "Subscription/s", """
                    {"resourceType":"Subscription","id":"s","status":"requested","reason":"test",
                     "criteria":"Observation?status=final",
                     "channel":{"type":"rest-hook","endpoint":"http://127.0.0.1:%d/hook",
                     "payload":"application/fhir+json"}}""".formatted(subscriber.getAddress().getPort()));
            untilActive(fhir + "Subscription/s");

            List<Outcome> outcomes = server.getBean(ResourceIngest.class).ingest(List.of(finalResult("by-copy")));

            assertThat(outcomes).containsExactly(new Outcome.Stored("Observation/by-copy", 1));
            String call = delivered.poll(60, TimeUnit.SECONDS);
            assertThat(call).startsWith("/hook/Observation/by-copy").contains("\"by-copy\"");
        } finally {
            server.close();
            subscriber.stop(0);
            Scratch.delete(directory);
        }
    }

    private static Observation finalResult(String id) {
        Observation result = new Observation().setStatus(ObservationStatus.FINAL);
        result.setId(id);
        result.getCode().setText("Potassium");
        return result;
    }

    private void put(String url, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/fhir+json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private void untilActive(String url) throws Exception {
        for (int i = 0; i < 300; i++) {
            String body = http.send(
                            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            if (body.contains("\"active\"")) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("the Subscription did not become active within a minute");
    }
}
