package org.aliquot.bench.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Five things a laboratory's users ask, with one client and with eight. */
final class SearchLatency {
    static final List<Integer> CLIENTS = List.of(1, 8);
    private static final Duration ANSWER = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String fhir;
    private final SearchTargets targets;
    private final Duration length;
    private final String[] headers;

    /** @param headers of each request: name and value in turn */
    SearchLatency(String base, SearchTargets targets, Duration length, String... headers) {
        this.headers = headers.clone();
        this.fhir = base + "/fhir/";
        this.targets = targets;
        this.length = length;
    }

    /** What is asked. */
    enum Query {
        READ("GET Observation/{id}"),
        PATIENT_AND_CATEGORY("Observation?patient&category, 20 a page"),
        PATIENT_AND_CODE("Observation?patient&code&_sort=-date"),
        REPORT_WITH_RESULTS("DiagnosticReport?patient&_include=DiagnosticReport:result, 1 a page"),
        ACCESSION("Specimen?accession");

        private final String title;

        Query(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        private String path(SearchTargets targets, Random random) {
            String patient = one(targets.patients(), random);
            return switch (this) {
                case READ -> "Observation/" + one(targets.observations(), random);
                case PATIENT_AND_CATEGORY -> "Observation?patient=" + patient + "&category=laboratory&_count=20";
                case PATIENT_AND_CODE ->
                    "Observation?patient=" + patient + "&code=http://loinc.org%7C2823-3&_sort=-date";
                case REPORT_WITH_RESULTS ->
                    "DiagnosticReport?patient=" + patient + "&_include=DiagnosticReport:result&_count=1";
                case ACCESSION -> "Specimen?accession=" + one(targets.accessions(), random);
            };
        }

        private static String one(List<String> list, Random random) {
            return list.get(random.nextInt(list.size()));
        }
    }

    /** Waiting times in milliseconds, and how many answers a second. */
    record Answered(double p50, double p95, double perSecond) {
        String cell() {
            return String.format(Locale.ROOT, "%.1f / %.1f, %,.0f", p50, p95, perSecond);
        }
    }

    /** Asks for so long, after half as long unmeasured. */
    Answered ask(Query query, int clients) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            ask(query, clients, threads, length.dividedBy(2));
            long start = System.nanoTime();
            List<Long> waits = ask(query, clients, threads, length);
            double seconds = (System.nanoTime() - start) / 1e9;
            waits.sort(null);
            return new Answered(percentile(waits, 50), percentile(waits, 95), waits.size() / seconds);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Long> ask(Query query, int clients, ExecutorService threads, Duration howLong)
            throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + howLong.toNanos();
        List<Future<List<Long>>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            // The same questions in each run.
            Random random = new Random(i);
            running.add(threads.submit(() -> client(query, random, end)));
        }
        List<Long> waits = new ArrayList<>();
        for (Future<List<Long>> client : running) {
            waits.addAll(client.get());
        }
        return waits;
    }

    private List<Long> client(Query query, Random random, long end) throws IOException, InterruptedException {
        List<Long> waits = new ArrayList<>();
        int empty = 0;
        while (System.nanoTime() < end) {
            URI uri = URI.create(fhir + query.path(targets, random));
            long start = System.nanoTime();
            HttpResponse<String> answer = http.send(
                    request(uri), HttpResponse.BodyHandlers.ofString());
            waits.add(System.nanoTime() - start);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(query.title() + " was answered with " + answer.statusCode());
            }
            empty += query == Query.READ || answer.body().contains("\"entry\"") ? 0 : 1;
        }
        // Not everyone has had their potassium measured.
        if (empty * 2 > waits.size()) {
            throw new IllegalStateException(
                    query.title() + ": " + empty + " of " + waits.size() + " answers are empty");
        }
        return waits;
    }

    private HttpRequest request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static double percentile(List<Long> sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, rank - 1)) / 1e6;
    }
}
