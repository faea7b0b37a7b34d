package org.aliquot.bench.ingest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aliquot.bench.setup.Machine;
import org.aliquot.bench.setup.ServerJar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * All paths in, one after the other, on this machine. Client, server and PostgreSQL share it.
 *
 * <p>Order: HAPI's own {@code $import}, into a database of its own; initial loads, each into a new server; the last of those
 * servers is kept, and more is ingested onto it; its searches are timed; its rows are copied raw. Last, a server with the stock
 * plan is filled with the same resources and asked the same. Stock bundles go into a database of their own a moment before each
 * of our loads, while nothing else runs.
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
    /** What is measured. */
    enum Stage {
        STOCK,
        IMPORT,
        INITIAL,
        ONTO,
        RAW,
        SEARCH;

        private static final Set<Stage> OF_OUR_INGEST = EnumSet.of(INITIAL, ONTO, RAW, SEARCH);
    }

    @Mixin
    private ServerJar jar;

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

    @Option(
            names = "--stock",
            defaultValue = "8000",
            description = "Resources sent as bundles or by HAPI's $import, each time.")
    private long stock;

    @Option(names = "--warm-up", defaultValue = "4000", description = "Resources sent so before the first time.")
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

    @Option(
            names = "--most-minutes",
            defaultValue = "60",
            description = "Longest run of one aliquot command or import.")
    private int mostMinutes;

    private void measure(Setting setting, @Nullable StockStage stockStage) throws Exception {
        if (stages.stream().anyMatch(Stage.OF_OUR_INGEST::contains)) {
            new IngestStages(
                            setting,
                            stockStage,
                            new AliquotCli(jar.path(), setting.folder(), Duration.ofMinutes(mostMinutes)),
                            stages,
                            new BenchServer.Kind(Plan.LAB, heap, sharedBuffers),
                            Duration.ofSeconds(searchSeconds))
                    .run();
        } else if (stockStage != null) {
            for (int run = 0; run < runs; run++) {
                stockStage.measure();
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = work == null ? Files.createTempDirectory("aliquot-bench-") : Files.createDirectories(work);
        Setting.Sizes sizes = new Setting.Sizes(runs, base, onto, stock, warmUp, clients);
        Progress progress = new Progress();
        Report report = new Report();
        report.circumstance(Machine.described());
        report.circumstance("generated laboratory data (`aliquot generate`); " + sizes);
        try (LabData data = new LabData(folder, progress)) {
            Setting setting = new Setting(jar.path(), folder, sizes, data, progress, report);
            BenchServer.Kind stockKind = new BenchServer.Kind(Plan.STOCK, stockHeap, sharedBuffers);
            if (stages.contains(Stage.IMPORT)) {
                new ImportStage(setting, stockKind.withHapisJobs(), Duration.ofMinutes(mostMinutes)).run();
            }
            if (stages.contains(Stage.STOCK)) {
                try (StockStage stockStage = new StockStage(setting, stockKind)) {
                    measure(setting, stockStage);
                    stockStage.report();
                }
            } else {
                measure(setting, null);
            }
        } finally {
            // What was measured before something failed is worth having.
            System.out.println(report.markdown());
            if (work == null) {
                Files.delete(folder);
            }
        }
        return 0;
    }
}
