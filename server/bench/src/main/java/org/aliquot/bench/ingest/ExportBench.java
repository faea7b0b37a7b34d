package org.aliquot.bench.ingest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aliquot.bench.setup.Machine;
import org.aliquot.bench.setup.ServerJar;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How fast resources come out: HAPI's own {@code $export} at HAPI's own pace, {@code COPY} of the stored text, ours plain, packed and as
 * Parquet, a small one, the rows of a view, what exports cost an ingest beside them, and how soon
 * a view's table has what came in. Client, server and PostgreSQL share the machine; times are from the order to the last byte of the last file.
 */
@Command(
        name = "export",
        description = "How fast resources come out in bulk, against HAPI's own $export and raw COPY.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ExportBench implements Callable<Integer> {
    private static final int LONGEST_RETRY = 120;
    private static final int SMALL = 1_000;

    /** A row for each result, flat. */
    private static final String VIEW = "results";

    private static final String RAW =
            "copy (select r.fhir_id, v.res_ver, v.res_updated, v.res_text_vc from hfj_resource r"
                    + " join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver where r.res_deleted_at is null) to stdout";

    @Mixin
    private ServerJar jar;

    @Option(names = "--resources", defaultValue = "1000000", description = "Resources there are.")
    private long resources;

    @Option(
            names = "--stock",
            defaultValue = "100000",
            description = "Resources that HAPI's own $export takes out; 0: none.")
    private long stock;

    @Option(names = "--runs", defaultValue = "3", description = "Times of each, but of HAPI's.")
    private int runs;

    @Option(
            names = "--beside",
            defaultValue = "100000",
            description = "Resources that are ingested alone and beside exports; 0: none.")
    private long beside;

    @Option(
            names = "--reports",
            defaultValue = "20",
            description = "Reports after each of which the view's table is looked at; 0: none.")
    private int reports;

    @Option(names = "--heap", defaultValue = "1g", description = "Heap of our server.")
    private String heap;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("aliquot-bench-");
        Progress progress = new Progress();
        try (LabData data = new LabData(folder, progress)) {
            double hapis = stock > 0 ? hapis(folder, data, progress) : Double.NaN;
            BenchServer.Kind kind = new BenchServer.Kind(Plan.LAB, heap, "2GB");
            try (BenchServer server = BenchServer.start(jar.path(), folder, kind)) {
                AliquotCli cli = new AliquotCli(jar.path(), folder, Duration.ofMinutes(60));
                progress.say("loading " + new CliIngest(cli, server).ingest(data.file(resources, 1)));
                System.out.println("- " + Machine.described());
                System.out.println("- " + Circumstances.postgres(server.database()));
                System.out.println("- " + server.database().resources() + " resources, " + kind);
                System.out.println(
                        "\n| way out | resources/s, median | least–most | n | times HAPI's |\n|---|---|---|---|---|");
                row("HAPI's own `$export` of " + stock + ", HAPI's own pace", new Sample(List.of(hapis)), hapis);
                ours(server, cli, hapis, progress);
                views(server, cli, progress);
                if (beside > 0) {
                    new IngestBesideExport(server, cli, data, progress).measure(beside, runs, token(cli, server));
                }
                if (reports > 0) {
                    new TableRefresh(server, progress).measure(reports, token(cli, server));
                }
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private double hapis(Path folder, LabData data, Progress progress) throws Exception {
        BenchServer.Kind kind = new BenchServer.Kind(Plan.STOCK, "4g", "2GB").withHapisJobs();
        try (BenchServer server = BenchServer.start(jar.path(), folder, kind)) {
            AliquotCli cli = new AliquotCli(jar.path(), folder, Duration.ofMinutes(60));
            new CliIngest(cli, server).ingest(data.file(stock, 2));
            ExportClient.Exported exported =
                    new ExportClient(server.base(), token(cli, server), false).export("", LONGEST_RETRY);
            progress.say("HAPI: " + exported);
            return exported.perSecond();
        }
    }

    private void ours(BenchServer server, AliquotCli cli, double hapis, Progress progress) throws Exception {
        List<Double> raw = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        List<Double> packed = new ArrayList<>();
        List<Double> nested = new ArrayList<>();
        List<Double> flat = new ArrayList<>();
        List<Double> small = new ArrayList<>();
        // Once unmeasured: the first export pays for compiling.
        for (String format : List.of("ndjson", "parquet", "parquet-flat")) {
            new ExportClient(server.base(), token(cli, server), false)
                    .export("?_type=Specimen&_outputFormat=" + format, LONGEST_RETRY);
        }
        for (int run = 0; run < runs; run++) {
            raw.add(rawCopy(server.database()));
            plain.add(new ExportClient(server.base(), token(cli, server), false)
                    .export("", LONGEST_RETRY)
                    .perSecond());
            packed.add(new ExportClient(server.base(), token(cli, server), true)
                    .export("", LONGEST_RETRY)
                    .perSecond());
            nested.add(new ExportClient(server.base(), token(cli, server), false)
                    .export("?_outputFormat=parquet", LONGEST_RETRY)
                    .perSecond());
            flat.add(new ExportClient(server.base(), token(cli, server), false)
                    .export("?_outputFormat=parquet-flat", LONGEST_RETRY)
                    .perSecond());
            ExportClient.Exported few = new ExportClient(server.base(), token(cli, server), false)
                    .export("?_type=Practitioner,Organization,Device", LONGEST_RETRY);
            small.add(few.took().toMillis() / 1_000.0);
            progress.say("raw " + Sample.number(raw.get(run)) + ", plain " + Sample.number(plain.get(run)) + ", packed "
                    + Sample.number(packed.get(run)) + ", Parquet " + Sample.number(nested.get(run)) + ", flat "
                    + Sample.number(flat.get(run)) + " a second; " + few);
        }
        row("`COPY` of the stored text to a client", new Sample(raw), hapis);
        row("`$export`", new Sample(plain), hapis);
        row("`$export`, gzip", new Sample(packed), hapis);
        row("`$export`, Parquet", new Sample(nested), hapis);
        row("`$export`, Parquet, flat", new Sample(flat), hapis);
        System.out.printf(
                Locale.ROOT,
                "%n`$export`: %.0f%% of raw COPY. A small one (below %,d resources): %s s from order to last byte.%n",
                new Sample(plain).median() / new Sample(raw).median() * 100,
                SMALL,
                new Sample(small).spread());
    }

    private void views(BenchServer server, AliquotCli cli, Progress progress) throws Exception {
        System.out.println(
                "\n| `ViewDefinition/" + VIEW + "/$run` | rows/s, median | least–most | n |\n|---|---|---|---|");
        for (String format : List.of("csv", "ndjson")) {
            List<Double> rates = new ArrayList<>();
            // The first is not counted: it pays for compiling.
            for (int run = 0; run <= runs; run++) {
                ExportClient.Exported all =
                        new ExportClient(server.base(), token(cli, server), false).run(VIEW, format);
                progress.say(VIEW + " as " + format + ": " + all);
                if (run > 0) {
                    rates.add(all.perSecond());
                }
            }
            System.out.println("| " + format + " | " + new Sample(rates).cells() + " |");
        }
    }

    private static void row(String what, Sample rates, double hapis) {
        System.out.println("| " + what + " | " + rates.cells() + " | " + Sample.number(rates.median() / hapis) + " |");
    }

    private static String token(AliquotCli cli, BenchServer server) throws Exception {
        return cli.run("token", "--data-dir", server.dataDir().toString()).output();
    }

    private static double rawCopy(Database database) throws SQLException {
        long start = System.nanoTime();
        long rows = 0;
        try (Connection connection = database.open()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(RAW);
            while (copy.readFromCopy() != null) {
                rows++;
            }
        }
        return rows * 1e9 / (System.nanoTime() - start);
    }
}
