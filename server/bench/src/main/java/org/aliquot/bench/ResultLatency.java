package org.aliquot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.aliquot.bench.setup.Machine;
import org.aliquot.bench.setup.ServerJar;
import org.aliquot.gateway.simulator.InstrumentSimulator;
import org.aliquot.gateway.simulator.SendSettings;
import org.aliquot.server.process.ServerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * From the last byte of a message to its Observation answering a search.
 *
 * <p>One analyzer sends complete blood counts at a fixed rate, a session each, over the real link layer. Another thread
 * asks for each message's white cell count by accession number until it is there. The rate rises until the server holds
 * it no longer: until it is left behind by more than {@link #FALLEN_BEHIND}. Sender, asker, server and PostgreSQL share
 * the machine.
 */
@Command(
        name = "latency",
        description = "From the last byte of a message to its Observation answering a search.",
        mixinStandardHelpOptions = true)
final class ResultLatency implements Callable<Integer> {
    private static final Duration FALLEN_BEHIND = Duration.ofSeconds(5);
    private static final Duration ASK_EVERY = Duration.ofMillis(10);
    private static final int WARM_UP = 150;

    @Mixin
    private ServerJar jar;

    @Option(names = "--seconds", defaultValue = "30", description = "Length of each step (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--most", defaultValue = "64", description = "Highest rate tried, messages a second.")
    private int most;

    private int next;

    private record Sent(String accession, long at) {}

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("aliquot-bench-");
        try (ServerProcess server = new ServerProcess(jar.path(), directory).start()) {
            System.out.println("circumstances: " + Machine.described()
                    + ", server with -Xmx1g and its own PostgreSQL, fsync on; 27 records a"
                    + " message, 26 resources and a Provenance stored; data in " + directory);
            step(server, 5, WARM_UP / 5);
            System.out.println();
            System.out.println(
                    "| messages/s wanted | achieved | messages | p50 ms | p90 ms | p99 ms | max ms | holds |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            boolean holds = row(server, 1);
            for (double rate = 4; holds && rate <= most; rate *= Math.sqrt(2)) {
                holds = row(server, rate);
            }
        }
        return 0;
    }

    private boolean row(ServerProcess server, double rate) throws Exception {
        long start = System.nanoTime();
        Latencies waits = step(server, rate, seconds);
        double achieved = waits.count() / ((System.nanoTime() - start) / 1e9);
        boolean holds = waits.percentile(100).compareTo(FALLEN_BEHIND) < 0 && achieved > rate * 0.9;
        System.out.printf(
                Locale.ROOT,
                "| %.1f | %.1f | %d | %s | %s | %s | %s | %s |%n",
                rate,
                achieved,
                waits.count(),
                Latencies.millis(waits.percentile(50)),
                Latencies.millis(waits.percentile(90)),
                Latencies.millis(waits.percentile(99)),
                Latencies.millis(waits.percentile(100)),
                holds ? "yes" : "no");
        return holds;
    }

    private Latencies step(ServerProcess server, double rate, int length) throws Exception {
        BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
        Latencies waits = new Latencies();
        int messages = (int) Math.max(1, Math.round(rate * length));
        Thread asker = new Thread(() -> ask(server, sent, messages, waits), "asker");
        asker.start();
        InstrumentSimulator analyzer = new InstrumentSimulator(SendSettings.standard(), Clock.systemUTC());
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            long due = start + (long) (i / rate * 1e9);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            int number = next++;
            if (!analyzer.send("sysmex-xn", "127.0.0.1", server.xnPort(), XnCounts.message(number))
                    .allAcknowledged()) {
                throw new IllegalStateException("message " + number + " was not acknowledged");
            }
            sent.add(new Sent(XnCounts.accession(number), System.nanoTime()));
        }
        asker.join();
        return waits;
    }

    // One device's results are stored in order, so the oldest message that is not there yet is the one to ask for.
    private static void ask(ServerProcess server, BlockingQueue<Sent> sent, int messages, Latencies waits) {
        try {
            for (int i = 0; i < messages; i++) {
                Sent oldest = sent.take();
                String query =
                        "/fhir/Observation?_elements=id&_offset=0&code=http://loinc.org%7C6690-2&specimen.accession="
                                + oldest.accession();
                while (server.get(query).path("entry").isEmpty()) {
                    TimeUnit.NANOSECONDS.sleep(ASK_EVERY.toNanos());
                }
                waits.add(System.nanoTime() - oldest.at());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
