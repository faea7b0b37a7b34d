package org.aliquot.bench.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** What others do with a HAPI server: transaction bundles of PUTs over HTTP, several clients side by side. */
final class StockBundles implements AutoCloseable {
    private static final int ENTRIES = 96;
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI fhir;
    private final int clients;
    private final PatientGroups groups;
    private final ExecutorService threads;

    /** Sends a file's resources, from its first line on, as far as it is asked to. */
    StockBundles(String base, int clients, Path file) throws IOException {
        this.fhir = URI.create(base + "/fhir");
        this.clients = clients;
        this.groups = new PatientGroups(file);
        this.threads = Executors.newFixedThreadPool(clients);
    }

    /** The laboratory's house, which everyone refers to. Before all else. */
    void house() throws IOException, InterruptedException {
        post(groups.take());
    }

    /**
     * Sends at least so many more.
     *
     * @return resources a second, from the first request to the last answer
     */
    double send(long resources) throws InterruptedException, ExecutionException {
        AtomicLong taken = new AtomicLong();
        long start = System.nanoTime();
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            running.add(threads.submit(() -> client(resources, taken)));
        }
        long sent = 0;
        for (Future<Long> client : running) {
            sent += client.get();
        }
        return sent / ((System.nanoTime() - start) / 1e9);
    }

    private long client(long resources, AtomicLong taken) throws IOException, InterruptedException {
        List<String> waiting = new ArrayList<>();
        long sent = 0;
        while (taken.get() < resources) {
            List<String> group = groups.take();
            if (group.isEmpty()) {
                throw new IllegalStateException("the file has too few resources");
            }
            taken.addAndGet(group.size());
            waiting.addAll(group);
            while (waiting.size() >= ENTRIES) {
                List<String> full = waiting.subList(0, ENTRIES);
                post(full);
                sent += ENTRIES;
                full.clear();
            }
        }
        if (!waiting.isEmpty()) {
            post(waiting);
            sent += waiting.size();
        }
        return sent;
    }

    private void post(List<String> resources) throws IOException, InterruptedException {
        post(http, fhir, resources);
    }

    /** Sends one bundle. */
    static void post(HttpClient http, URI fhir, List<String> resources) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(fhir)
                        .header("Content-Type", "application/fhir+json")
                        .header("Prefer", "return=minimal")
                        .timeout(ANSWER)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Bundles.transaction(resources)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            String body = answer.body();
            throw new IllegalStateException("a bundle was answered with " + answer.statusCode() + ": "
                    + body.substring(0, Math.min(600, body.length())));
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        groups.close();
    }
}
