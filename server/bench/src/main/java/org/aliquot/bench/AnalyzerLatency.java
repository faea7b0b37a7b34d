package org.aliquot.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.aliquot.bench.inside.AddedClasses;
import org.aliquot.bench.inside.TimedIngest;
import org.aliquot.bench.setup.Machine;
import org.aliquot.bench.setup.ServerJar;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendSettings;
import org.aliquot.server.process.ServerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * From the ingest call to committed, one analyzer's report of 30 Observations, on a server that has nothing else to do.
 *
 * <p>An analyzer sends blood counts of registered patients over the real link layer, one at a time; the server maps them
 * as ever, and a class put into it times the call. What is committed is searchable: every n-th report is asked for as soon
 * as its call has returned, once, and all its Observations have to be there.
 */
@Command(
        name = "analyzer",
        description = "From the ingest call to searchable, one report of 30 Observations, idle server.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class AnalyzerLatency implements Callable<Integer> {
    private static final int OBSERVATIONS = 30;
    private static final int PATIENTS_A_BUNDLE = 50;
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ServerJar jar;

    @Option(names = "--reports", defaultValue = "300", description = "Reports measured.")
    private int reports;

    @Option(names = "--warm-up", defaultValue = "200", description = "Reports before them.")
    private int warmUp;

    @Option(names = "--rate", defaultValue = "5", description = "Reports a second.")
    private double rate;

    @Option(names = "--ask-every", defaultValue = "10", description = "Which reports are searched for: every n-th.")
    private int askEvery;

    /** A line of {@link TimedIngest}. */
    private record Call(long nanos, int resources, int observations, int stored) {
        static Call of(String line) {
            String[] numbers = line.split(" ");
            return new Call(
                    Long.parseLong(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    Integer.parseInt(numbers[2]),
                    Integer.parseInt(numbers[3]));
        }
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("aliquot-bench-");
        Path times = directory.resolve("ingest-times.txt");
        Files.createFile(times);
        try (ServerProcess server = new ServerProcess(jar.path(), directory)
                .with(TimedIngest.FILE, times.toString())
                .withClasses(AddedClasses.in(directory, TimedIngest.class))
                .start()) {
            System.out.println("circumstances: " + Machine.described()
                    + ", server with -Xmx1g and its own PostgreSQL, fsync on; " + warmUp + " reports before, then "
                    + reports + " at " + rate + " a second; data in " + directory);
            register(server, warmUp + reports);
            send(server, times, 0, warmUp);
            int asked = send(server, times, warmUp, reports);
            print(Files.readAllLines(times).stream().skip(warmUp).map(Call::of).toList(), asked);
        }
        return 0;
    }

    private int send(ServerProcess server, Path times, int from, int count) throws Exception {
        InstrumentSimulator analyzer = new InstrumentSimulator(SendSettings.standard(), Clock.systemUTC());
        int asked = 0;
        long start = System.nanoTime();
        for (int number = from; number < from + count; number++) {
            long wait = start + (long) ((number - from) / rate * 1e9) - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            if (!analyzer.send("sysmex-xn", "127.0.0.1", server.xnPort(), XnCounts.longMessage(number))
                    .allAcknowledged()) {
                throw new IllegalStateException("message " + number + " was not acknowledged");
            }
            Call call = ingested(times, number);
            // The Device is as it was.
            if (call.observations() < OBSERVATIONS || call.stored() < call.resources() - 1) {
                throw new IllegalStateException("report " + number + " was stored otherwise: " + call);
            }
            if (number % askEvery == 0) {
                requireSearchable(server, number);
                asked++;
            }
        }
        return asked;
    }

    private static Call ingested(Path times, int number) throws IOException, InterruptedException {
        long end = System.nanoTime() + DELIVERY.toNanos();
        while (System.nanoTime() < end) {
            List<String> lines = Files.readAllLines(times);
            if (lines.size() > number) {
                return Call.of(lines.get(number));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new IllegalStateException("report " + number + " was not ingested within " + DELIVERY);
    }

    private static void requireSearchable(ServerProcess server, int number) {
        int found = server.get("/fhir/Observation?_elements=id&_offset=0&_count=100&patient=Patient/" + patient(number)
                        + "&specimen.accession=" + XnCounts.accession(number))
                .path("entry")
                .size();
        if (found < OBSERVATIONS) {
            throw new IllegalStateException(
                    "report " + number + " is committed, but a search finds " + found + " Observations of it");
        }
    }

    private static String patient(int number) {
        return "person-" + number;
    }

    /** Each tube's patient and order, as a laboratory's own system would have registered them. */
    private static void register(ServerProcess server, int count) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int first = 0; first < count; first += PATIENTS_A_BUNDLE) {
            ObjectNode bundle =
                    JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
            ArrayNode entries = bundle.putArray("entry");
            for (int number = first; number < Math.min(count, first + PATIENTS_A_BUNDLE); number++) {
                // The number that the analyzer names too: another one would be a contradiction.
                put(entries, "Patient", patient(number))
                        .putArray("identifier")
                        .addObject()
                        .put("system", "https://aliquot.org/fhir/sid/patient")
                        .put("value", "MRN" + XnCounts.accession(number));
                ObjectNode order = put(entries, "ServiceRequest", "order-" + number)
                        .put("status", "active")
                        .put("intent", "order");
                order.putObject("requisition")
                        .put("system", "https://aliquot.org/fhir/sid/accession")
                        .put("value", XnCounts.accession(number));
                order.putObject("subject").put("reference", "Patient/" + patient(number));
            }
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(server.base() + "/fhir"))
                            .header("Content-Type", "application/fhir+json")
                            .POST(HttpRequest.BodyPublishers.ofString(bundle.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("orders were answered with " + answer.statusCode() + answer.body());
            }
        }
    }

    private static ObjectNode put(ArrayNode entries, String type, String id) {
        ObjectNode entry = entries.addObject();
        entry.putObject("request").put("method", "PUT").put("url", type + "/" + id);
        return entry.putObject("resource").put("resourceType", type).put("id", id);
    }

    private static void print(List<Call> calls, int asked) {
        Latencies took = new Latencies();
        calls.forEach(call -> took.add(call.nanos()));
        System.out.println();
        System.out.println(
                "| reports | resources each | Observations each | p50 ms | p90 ms | p99 ms | max ms | searched for |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %s | %.1f | %.1f | %.1f | %.1f | %d, found at once |%n",
                calls.size(),
                range(calls.stream().mapToInt(Call::resources).toArray()),
                range(calls.stream().mapToInt(Call::observations).toArray()),
                millis(took, 50),
                millis(took, 90),
                millis(took, 99),
                millis(took, 100),
                asked);
    }

    private static String range(int[] numbers) {
        int least = java.util.Arrays.stream(numbers).min().orElse(0);
        int most = java.util.Arrays.stream(numbers).max().orElse(0);
        return least == most ? Integer.toString(most) : least + "–" + most;
    }

    private static double millis(Latencies took, int percent) {
        return took.percentile(percent).toNanos() / 1e6;
    }
}
