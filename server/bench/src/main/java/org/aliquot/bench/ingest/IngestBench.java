package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * All paths in, one after the other, on this machine. Client, server and PostgreSQL share it.
 *
 * <p>Order: stock bundles into a database of their own; initial loads, each into a new server; the last of those servers is
 * kept, and more is ingested onto it; its searches are timed; its rows are copied raw. Last, a server with the stock plan
 * is filled with the same resources and asked the same.
 */
@Command(
        name = "ingest",
        description = {
            "How fast resources go in by each path, what they take on disk, what searches cost.",
            "The table goes to standard output, progress to standard error. Ends by itself.",
            "The defaults are a quick look; for a figure to publish:",
            "--base 1000000 --onto 100000 --stock 30000 --warm-up 15000 --search-seconds 20"
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class IngestBench implements Callable<Integer> {
    private static final int STOCK_SEED = 1;
    private static final int BASE_SEED = 2;
    private static final int FIRST_ONTO_SEED = 3;

    /** What is measured. */
    enum Stage {
        STOCK,
        INITIAL,
        ONTO,
        RAW,
        SEARCH
    }

    @Option(names = "--jar", defaultValue = "server/app/target/aliquot.jar", description = "The runnable jar.")
    private Path jar;

    @Option(names = "--work", paramLabel = "DIR", description = "Where data goes, on the disk to be measured.")
    private Path work;

    @Option(names = "--stages", split = ",", description = "Of ${COMPLETION-CANDIDATES}; all unless given.")
    private Set<Stage> stages = EnumSet.allOf(Stage.class);

    @Option(names = "--runs", defaultValue = "3", description = "Measurements of each path.")
    private int runs;

    @Option(names = "--base", defaultValue = "50000", description = "Resources of an initial load.")
    private long base;

    @Option(names = "--onto", defaultValue = "20000", description = "Resources ingested onto it, each time.")
    private long onto;

    @Option(names = "--stock", defaultValue = "8000", description = "Resources sent as bundles, each time.")
    private long stock;

    @Option(names = "--warm-up", defaultValue = "4000", description = "Bundled resources before the first time.")
    private long warmUp;

    @Option(names = "--clients", defaultValue = "4", description = "Senders of bundles.")
    private int clients;

    @Option(names = "--heap", defaultValue = "1g", description = "Heap of our server.")
    private String heap;

    @Option(names = "--stock-heap", defaultValue = "4g", description = "Heap of the server that takes bundles.")
    private String stockHeap;

    @Option(names = "--shared-buffers", defaultValue = "2GB", description = "PostgreSQL's, for all servers.")
    private String sharedBuffers;

    @Option(names = "--search-seconds", defaultValue = "5", description = "Length of each search measurement.")
    private int searchSeconds;

    @Option(names = "--most-minutes", defaultValue = "60", description = "Longest run of one aliquot command.")
    private int mostMinutes;

    private final Progress progress = new Progress();
    private final Report report = new Report();

    @Override
    public Integer call() throws Exception {
        Path folder = work == null ? Files.createTempDirectory("aliquot-bench-") : Files.createDirectories(work);
        AliquotCli cli = new AliquotCli(jar, folder, Duration.ofMinutes(mostMinutes));
        report.circumstance(Circumstances.machine());
        report.circumstance("generated laboratory data (`aliquot generate`), seeds " + STOCK_SEED + " to "
                + (FIRST_ONTO_SEED + runs - 1) + "; " + base + " initially, then " + onto
                + " each time; bundles of 96 PUTs, "
                + clients + " clients, " + warmUp + " to warm up, then " + stock + " each time");
        try (LabData data = new LabData(folder, progress)) {
            if (stages.contains(Stage.STOCK)) {
                stockBundles(folder, data);
            }
            if (stages.stream().anyMatch(stage -> stage != Stage.STOCK)) {
                ourPaths(folder, cli, data);
            }
        } finally {
            // What was measured before something failed is worth having.
            System.out.println(report.markdown());
        }
        return 0;
    }

    private void stockBundles(Path folder, LabData data)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        // Each client finishes the patient it is at.
        Path file = data.file(warmUp + stock * runs + (runs + 1L) * clients * 1_000, STOCK_SEED);
        BenchServer.Kind kind = new BenchServer.Kind(Plan.STOCK, stockHeap, sharedBuffers);
        progress.say("starting a server for bundles");
        try (BenchServer server = BenchServer.start(jar, folder, kind);
                StockBundles bundles = new StockBundles(server.base(), clients, file)) {
            report.circumstance("bundles: " + kind + "; " + Circumstances.postgres(server.database()));
            bundles.house();
            progress.say("bundles to warm up: " + Sample.number(bundles.send(warmUp)) + " a second");
            List<Double> rates = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                rates.add(bundles.send(stock));
                progress.say("bundles: " + Sample.number(rates.get(run)) + " a second");
            }
            report.rate(Report.Path.STOCK_BUNDLES, new Sample(rates));
            report.disk("after bundles, stock plan", DiskUse.of(server.database()));
        }
    }

    private void ourPaths(Path folder, AliquotCli cli, LabData data)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        Path first = data.file(base, BASE_SEED);
        BenchServer.Kind kind = new BenchServer.Kind(Plan.LAB, heap, sharedBuffers);
        report.circumstance("ingest: " + kind);
        List<Double> rates = new ArrayList<>();
        int loads = stages.contains(Stage.INITIAL) ? runs : 1;
        for (int run = 0; run < loads; run++) {
            progress.say("starting a server for an initial load");
            try (BenchServer server = BenchServer.start(jar, folder, kind)) {
                TableRows empty = TableRows.now(server.database());
                CliIngest.Ingested loaded = new CliIngest(cli, server).ingest(first);
                rates.add(loaded.perSecond());
                progress.say("initial load of " + loaded.accepted() + ": " + Sample.number(loaded.perSecond())
                        + " a second, " + loaded.wall().toSeconds() + " s from end to end");
                if (run == loads - 1) {
                    report.rate(Report.Path.INITIAL_LOAD, new Sample(rates));
                    ontoIt(folder, cli, data, server, empty, first);
                }
            }
        }
        if (stages.contains(Stage.SEARCH)) {
            searchesOfStock(folder, cli, first);
        }
    }

    private void ontoIt(Path folder, AliquotCli cli, LabData data, BenchServer server, TableRows empty, Path first)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        List<TableRows> moments = new ArrayList<>(List.of(TableRows.now(server.database())));
        List<Long> counts = new ArrayList<>();
        if (stages.contains(Stage.ONTO) || stages.contains(Stage.RAW)) {
            List<Double> rates = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                CliIngest.Ingested more = new CliIngest(cli, server).ingest(data.file(onto, FIRST_ONTO_SEED + run));
                rates.add(more.perSecond());
                counts.add(more.accepted());
                moments.add(TableRows.now(server.database()));
                progress.say("onto it " + more.accepted() + ": " + Sample.number(more.perSecond()) + " a second, "
                        + more.wall().toSeconds() + " s from end to end");
            }
            report.rate(Report.Path.ONTO, new Sample(rates));
        }
        report.disk("after ingest, plan lab", DiskUse.of(server.database()));
        if (stages.contains(Stage.SEARCH)) {
            search(server, Plan.LAB, first);
        }
        if (stages.contains(Stage.RAW)) {
            rawCopy(folder, server.database(), empty, moments, counts);
        }
    }

    private void rawCopy(Path folder, Database database, TableRows empty, List<TableRows> moments, List<Long> counts)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        RawCopy raw = new RawCopy(database, folder);
        progress.say("writing the rows to files");
        RawCopy.Dump before = raw.dump(empty, moments.get(0));
        List<RawCopy.Dump> batches = new ArrayList<>();
        for (int run = 0; run < counts.size(); run++) {
            batches.add(raw.dump(moments.get(run), moments.get(run + 1)));
        }
        raw.empty(before);
        double seconds = raw.load(before);
        RawCopy.delete(before);
        progress.say("what was there before, raw: " + Sample.number(seconds) + " s");
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < counts.size(); run++) {
            rates.add(counts.get(run) / raw.load(batches.get(run)));
            RawCopy.delete(batches.get(run));
            progress.say("raw: " + Sample.number(rates.get(run)) + " a second");
        }
        report.rate(Report.Path.RAW_COPY, new Sample(rates));
    }

    private void searchesOfStock(Path folder, AliquotCli cli, Path first)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        progress.say("starting a server with the stock plan, for the same searches");
        BenchServer.Kind kind = new BenchServer.Kind(Plan.STOCK, heap, sharedBuffers);
        try (BenchServer server = BenchServer.start(jar, folder, kind)) {
            new CliIngest(cli, server).ingest(first);
            report.disk("the same initial load, stock plan", DiskUse.of(server.database()));
            search(server, Plan.STOCK, first);
        }
    }

    private void search(BenchServer server, Plan plan, Path first)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        server.database().execute("vacuum analyze");
        SearchLatency latency =
                new SearchLatency(server.base(), SearchTargets.in(first), Duration.ofSeconds(searchSeconds));
        for (SearchLatency.Query query : SearchLatency.Query.values()) {
            for (int asking : SearchLatency.CLIENTS) {
                SearchLatency.Answered answered = latency.ask(query, asking);
                report.search(plan, query, asking, answered);
                progress.say(query.title() + ", " + asking + " clients: " + answered.cell());
            }
        }
    }
}
