package org.aliquot.bench.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How fast resources go in while others go out: the same number of them alone and beside exports of everything, one after the other
 * without a pause, in turn, because the machine's own speed drifts. Each ingest finds a larger database than the one before.
 */
record IngestBesideExport(BenchServer server, AliquotCli cli, LabData data, Progress progress) {
    private static final long FIRST_SEED = 100;
    private static final int LONGEST_RETRY = 1;

    /**
     * Prints a table.
     *
     * @param onto resources of each ingest
     */
    void measure(long onto, int runs, String token) throws Exception {
        CliIngest ingest = new CliIngest(cli, server);
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        List<Double> kept = new ArrayList<>();
        List<Double> exported = new ArrayList<>();
        ExecutorService exports = Executors.newSingleThreadExecutor();
        try {
            for (int run = 0; run < runs; run++) {
                server.database().execute("checkpoint");
                alone.add(ingest.ingest(data.file(onto, FIRST_SEED + 2L * run)).perSecond());
                server.database().execute("checkpoint");
                AtomicBoolean isOver = new AtomicBoolean();
                Future<List<Double>> out = exports.submit(() -> exports(isOver, token));
                beside.add(ingest.ingest(data.file(onto, FIRST_SEED + 2L * run + 1))
                        .perSecond());
                isOver.set(true);
                exported.addAll(out.get());
                kept.add(beside.get(run) / alone.get(run) * 100);
                progress.say("ingest alone " + Sample.number(alone.get(run)) + ", beside exports "
                        + Sample.number(beside.get(run)) + " a second");
            }
        } finally {
            exports.shutdownNow();
        }
        System.out.println("\n| ingest of " + String.format(Locale.ROOT, "%,d", onto)
                + " | resources/s, median | least–most | n |\n|---|---|---|---|");
        System.out.println("| alone | " + new Sample(alone).cells() + " |");
        System.out.println("| beside exports without a pause | " + new Sample(beside).cells() + " |");
        System.out.println("| those exports | " + new Sample(exported).cells() + " |");
        System.out.println("\nOf its rate alone, each pair: " + new Sample(kept).spread() + " %");
    }

    private List<Double> exports(AtomicBoolean isOver, String token) throws Exception {
        List<Double> rates = new ArrayList<>();
        while (!isOver.get()) {
            rates.add(new ExportClient(server.base(), token, false)
                    .export("", LONGEST_RETRY)
                    .perSecond());
        }
        return rates;
    }
}
