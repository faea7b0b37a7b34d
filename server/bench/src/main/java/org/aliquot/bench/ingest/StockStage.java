package org.aliquot.bench.ingest;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Bundles into a server of their own, with HAPI's own schema. */
record StockStage(Setting setting, BenchServer.Kind kind) {
    void run() throws IOException, InterruptedException, ExecutionException, SQLException {
        Setting.Sizes sizes = setting.sizes();
        try (BenchServer server = setting.start(kind);
                StockBundles bundles = new StockBundles(server.base(), sizes.clients(), setting.bundledFile())) {
            Database database = server.database();
            setting.report().circumstance("bundles: " + kind + "; " + Circumstances.postgres(database));
            bundles.house();
            setting.progress().say("bundles to warm up: " + Sample.number(bundles.send(sizes.warmUp())) + " a second");
            List<Double> rates = new ArrayList<>();
            for (int run = 0; run < sizes.runs(); run++) {
                database.execute("checkpoint");
                rates.add(bundles.send(sizes.stock()));
                setting.progress().say("bundles: " + Sample.number(rates.get(run)) + " a second");
            }
            setting.report().rate(Report.Path.STOCK_BUNDLES, new Sample(rates));
            setting.report().disk("after bundles, plan stock", DiskUse.of(database));
        }
    }
}
