package org.aliquot.bench.ingest;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Bundles into a server of their own, with HAPI's own schema: warmed up once, then measured again and again between the other
 * paths, since a machine is not equally fast all the time.
 */
final class StockStage implements AutoCloseable {
    private final Setting setting;
    private final BenchServer server;
    private final StockBundles bundles;
    private final Database database;
    private final List<Double> rates = new ArrayList<>();

    StockStage(Setting setting, BenchServer.Kind kind)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        Setting.Sizes sizes = setting.sizes();
        this.setting = setting;
        this.server = setting.start(kind);
        this.bundles = new StockBundles(server.base(), sizes.clients(), setting.bundledFile());
        this.database = server.database();
        setting.report().circumstance("bundles: " + kind + "; " + Circumstances.postgres(database));
        bundles.house();
        setting.progress().say("bundles to warm up: " + Sample.number(bundles.send(sizes.warmUp())) + " a second");
    }

    /** Resources a second, now. */
    double measure() throws SQLException, InterruptedException, ExecutionException {
        database.execute("checkpoint");
        double rate = bundles.send(setting.sizes().stock());
        rates.add(rate);
        setting.progress().say("bundles: " + Sample.number(rate) + " a second");
        return rate;
    }

    void report() throws SQLException {
        setting.report().rate(Report.Path.STOCK_BUNDLES, new Sample(rates));
        setting.report().disk("after bundles, plan stock", DiskUse.of(database));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try (server) {
            bundles.close();
        }
    }
}
