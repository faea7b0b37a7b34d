package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.aliquot.bench.setup.Machine;
import org.aliquot.bench.setup.ServerJar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Whether ingest slows down as a database grows: the same file onto a small one and onto a large one, a moment apart, because the
 * machine's own speed drifts within minutes. Both servers stay up; the one that is not asked does nothing.
 */
@Command(
        name = "growth",
        description = {
            "How fast resources go onto a small database and onto a large one.",
            "The defaults take some 40 minutes and 60 GB of disk. Ends by itself."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class GrowthBench implements Callable<Integer> {
    private static final int SMALL_SEED = 2;
    private static final int LARGE_SEED = 3;
    private static final int FIRST_ONTO_SEED = 4;

    @Mixin
    private ServerJar jar;

    @Option(names = "--small", defaultValue = "500000", description = "Resources of the small database.")
    private long small;

    @Option(names = "--large", defaultValue = "5000000", description = "Resources of the large one.")
    private long large;

    @Option(names = "--onto", defaultValue = "100000", description = "Resources that go onto each, each time.")
    private long onto;

    @Option(names = "--runs", defaultValue = "5", description = "Times.")
    private int runs;

    @Option(names = "--heap", defaultValue = "1g", description = "Heap of each server.")
    private String heap;

    @Option(names = "--shared-buffers", defaultValue = "2GB", description = "PostgreSQL's, for each server.")
    private String sharedBuffers;

    @Option(names = "--most-minutes", defaultValue = "60", description = "Longest run of one aliquot command.")
    private int mostMinutes;

    /** A database of some size, and what went onto it. */
    private record Size(BenchServer server, CliIngest cli, long resources, List<Double> rates) {
        void ingest(Path file) throws IOException, InterruptedException, SQLException {
            server.database().execute("checkpoint");
            rates.add(cli.ingest(file).perSecond());
        }

        double last() {
            return rates.get(rates.size() - 1);
        }

        String row() {
            return "| " + String.format("%,d", resources) + " | " + new Sample(rates).cells() + " |";
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("aliquot-bench-");
        Progress progress = new Progress();
        BenchServer.Kind kind = new BenchServer.Kind(Plan.LAB, heap, sharedBuffers);
        try (LabData data = new LabData(folder, progress);
                BenchServer few = BenchServer.start(jar.path(), folder, kind);
                BenchServer many = BenchServer.start(jar.path(), folder, kind)) {
            String circumstances =
                    Machine.described() + "\n- " + Circumstances.postgres(many.database()) + "\n- " + kind;
            Size smaller = filled(few, folder, small, SMALL_SEED, progress);
            Size larger = filled(many, folder, large, LARGE_SEED, progress);
            List<Double> kept = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                Path file = data.file(onto, FIRST_ONTO_SEED + run);
                smaller.ingest(file);
                larger.ingest(file);
                kept.add(larger.last() / smaller.last() * 100);
                progress.say(Sample.number(smaller.last()) + " and " + Sample.number(larger.last()) + " a second");
            }
            System.out.println("- " + circumstances);
            System.out.println("\n| resources at first | resources/s, median | least–most | n |\n|---|---|---|---|");
            System.out.println(smaller.row());
            System.out.println(larger.row());
            System.out.println("\nOf its rate, each pair: " + new Sample(kept).spread() + " %");
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private Size filled(BenchServer server, Path folder, long resources, int seed, Progress progress)
            throws IOException, InterruptedException, SQLException {
        CliIngest cli = new CliIngest(new AliquotCli(jar.path(), folder, Duration.ofMinutes(mostMinutes)), server);
        // The file goes before the next one is made: the disk is for databases.
        try (LabData data = new LabData(folder, progress)) {
            double rate = cli.ingest(data.file(resources, seed)).perSecond();
            progress.say("initial load of " + resources + ": " + Sample.number(rate) + " a second");
        }
        return new Size(server, cli, server.database().resources(), new ArrayList<>());
    }
}
