package org.aliquot.bench.ingest;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.aliquot.bench.ingest.IngestBench.Stage;
import org.jspecify.annotations.Nullable;

/** {@code aliquot ingest} into new servers; then, on the last of them, all that wants a server with something in it. */
record IngestStages(
        Setting setting,
        @Nullable StockStage stock,
        AliquotCli cli,
        Set<Stage> stages,
        BenchServer.Kind kind,
        Duration searchLength) {

    void run() throws IOException, InterruptedException, ExecutionException, SQLException {
        setting.report().circumstance("ingest: " + kind);
        Rates rates = new Rates();
        int loads = stages.contains(Stage.INITIAL) ? setting.sizes().runs() : 1;
        for (int run = 0; run < loads; run++) {
            try (BenchServer server = setting.start(kind)) {
                double bundles = bundles();
                CliIngest.Ingested loaded = new CliIngest(cli, server).ingest(setting.baseFile());
                rates.add(loaded.perSecond(), bundles);
                say("initial load", loaded);
                if (run == loads - 1) {
                    rates.report(Report.Path.INITIAL_LOAD);
                    onto(server);
                }
            }
        }
        if (stages.contains(Stage.SEARCH)) {
            searchTheSameOnPlanStock();
        }
    }

    private void onto(BenchServer server) throws IOException, InterruptedException, ExecutionException, SQLException {
        Database database = server.database();
        List<TableRows> moments = new ArrayList<>(List.of(TableRows.now(database)));
        List<Long> counts = new ArrayList<>();
        if (stages.contains(Stage.ONTO) || stages.contains(Stage.RAW)) {
            Rates rates = new Rates();
            for (int run = 0; run < setting.sizes().runs(); run++) {
                double bundles = bundles();
                database.execute("checkpoint");
                CliIngest.Ingested more = new CliIngest(cli, server).ingest(setting.ontoFile(run));
                rates.add(more.perSecond(), bundles);
                counts.add(more.accepted());
                moments.add(TableRows.now(database));
                say("onto it", more);
            }
            rates.report(Report.Path.ONTO);
        }
        setting.report().disk("after ingest, plan lab", DiskUse.of(database));
        if (stages.contains(Stage.SEARCH)) {
            search(server, Plan.LAB);
        }
        if (stages.contains(Stage.RAW)) {
            rawCopy(database, moments, counts);
        }
    }

    /** The batches' rows once more, onto the same rows as before. Last: the server does not know what happens here. */
    private void rawCopy(Database database, List<TableRows> moments, List<Long> counts)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        RawCopy raw = new RawCopy(database, setting.folder());
        setting.progress().say("writing the rows to files");
        RawCopy.Dump before = raw.dump(TableRows.NONE, moments.get(0));
        List<RawCopy.Dump> batches = new ArrayList<>();
        for (int run = 0; run < counts.size(); run++) {
            batches.add(raw.dump(moments.get(run), moments.get(run + 1)));
        }
        raw.empty(before);
        double seconds = raw.load(before);
        RawCopy.delete(before);
        setting.progress().say("what was there before, raw: " + Sample.number(seconds) + " s");
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < counts.size(); run++) {
            database.execute("checkpoint");
            rates.add(counts.get(run) / raw.load(batches.get(run)));
            RawCopy.delete(batches.get(run));
            setting.progress().say("raw: " + Sample.number(rates.get(run)) + " a second");
        }
        setting.report().rate(Report.Path.RAW_COPY, new Sample(rates));
    }

    private void searchTheSameOnPlanStock() throws IOException, InterruptedException, ExecutionException, SQLException {
        try (BenchServer server = setting.start(kind.with(Plan.STOCK))) {
            new CliIngest(cli, server).ingest(setting.baseFile());
            setting.report().disk("the same initial load, plan stock", DiskUse.of(server.database()));
            search(server, Plan.STOCK);
        }
    }

    private void search(BenchServer server, Plan plan)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        // As a server is that has been up for a while.
        server.database().execute("vacuum analyze");
        SearchLatency latency = new SearchLatency(server.base(), SearchTargets.in(setting.baseFile()), searchLength);
        // Once unmeasured, or the first questions would pay for compiling what the later ones use too.
        for (SearchLatency.Query query : SearchLatency.Query.values()) {
            latency.ask(query, SearchLatency.CLIENTS.get(SearchLatency.CLIENTS.size() - 1));
        }
        for (SearchLatency.Query query : SearchLatency.Query.values()) {
            for (int asking : SearchLatency.CLIENTS) {
                SearchLatency.Answered answered = latency.ask(query, asking);
                setting.report().search(plan, query, asking, answered);
                setting.progress().say(query.title() + ", " + asking + " clients: " + answered.cell());
            }
        }
    }

    /** What stock does at this moment; NaN where it is not measured. */
    private double bundles() throws SQLException, InterruptedException, ExecutionException {
        return stock == null ? Double.NaN : stock.measure();
    }

    /** Measurements, each beside one of stock a moment before. */
    private final class Rates {
        private final List<Double> perSecond = new ArrayList<>();
        private final List<Double> timesStock = new ArrayList<>();

        void add(double rate, double bundles) {
            perSecond.add(rate);
            if (!Double.isNaN(bundles)) {
                timesStock.add(rate / bundles);
            }
        }

        void report(Report.Path path) {
            setting.report().rate(path, new Sample(perSecond));
            setting.report().timesStock(path, new Sample(timesStock));
        }
    }

    private void say(String what, CliIngest.Ingested ingested) {
        setting.progress()
                .say(what + ", " + ingested.accepted() + " resources: " + Sample.number(ingested.perSecond())
                        + " a second, " + ingested.wall().toSeconds() + " s with the command's own start");
    }
}
