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

    SearchLatency(String base, SearchTargets targets, Duration length) {
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
        return askInTurn(query, clients, List.<String[]>of(new String[0])).get(0);
    }

    /**
     * Asks in several ways, each client one request in each in turn, so that whatever else happens on the machine happens to all.
     *
     * @param ways the headers of each way: name and value in turn
     * @return for each way; how many answers a second is of all together
     */
    List<Answered> askInTurn(Query query, int clients, List<String[]> ways)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            ask(query, clients, threads, length.dividedBy(2), ways);
            long start = System.nanoTime();
            List<List<Long>> waits = ask(query, clients, threads, length, ways);
            double seconds = (System.nanoTime() - start) / 1e9;
            long all = waits.stream().mapToLong(List::size).sum();
            List<Answered> answered = new ArrayList<>();
            for (List<Long> way : waits) {
                way.sort(null);
                answered.add(new Answered(percentile(way, 50), percentile(way, 95), all / seconds));
            }
            return answered;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<List<Long>> ask(
            Query query, int clients, ExecutorService threads, Duration howLong, List<String[]> ways)
            throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + howLong.toNanos();
        List<Future<List<List<Long>>>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            // The same questions in each run.
            Random random = new Random(i);
            running.add(threads.submit(() -> client(query, random, end, ways)));
        }
        List<List<Long>> waits = new ArrayList<>();
        ways.forEach(way -> waits.add(new ArrayList<>()));
        for (Future<List<List<Long>>> client : running) {
            for (int way = 0; way < ways.size(); way++) {
                waits.get(way).addAll(client.get().get(way));
            }
        }
        return waits;
    }

    private List<List<Long>> client(Query query, Random random, long end, List<String[]> ways)
            throws IOException, InterruptedException {
        List<List<Long>> waits = new ArrayList<>();
        ways.forEach(way -> waits.add(new ArrayList<>()));
        int empty = 0;
        int asked = 0;
        while (System.nanoTime() < end) {
            URI uri = URI.create(fhir + query.path(targets, random));
            // Each question in each way, each way first as often as the others.
            for (int i = 0; i < ways.size(); i++) {
                int way = (asked + i) % ways.size();
                HttpRequest request = request(uri, ways.get(way));
                long start = System.nanoTime();
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                waits.get(way).add(System.nanoTime() - start);
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(query.title() + " was answered with " + answer.statusCode());
                }
                empty += query == Query.READ || answer.body().contains("\"entry\"") ? 0 : 1;
            }
            asked++;
        }
        // Not everyone has had their potassium measured.
        if (empty * 2 > asked * ways.size()) {
            throw new IllegalStateException(
                    query.title() + ": " + empty + " of " + asked * ways.size() + " answers are empty");
        }
        return waits;
    }

    private static HttpRequest request(URI uri, String[] headers) {
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
