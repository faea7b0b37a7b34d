package org.aliquot.bench.ingest;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HAPI's own {@code $import} of the resources that the bundles have, into a server of its own with HAPI's own schema.
 *
 * @param most longest import
 */
record ImportStage(Setting setting, BenchServer.Kind kind, Duration most) {
    void run() throws IOException, InterruptedException, SQLException {
        Setting.Sizes sizes = setting.sizes();
        PatientGroups groups = new PatientGroups(setting.bundledFile());
        try (BenchServer server = setting.start(kind);
                StockImport hapi = new StockImport(server, groups, setting.folder(), most)) {
            setting.report().circumstance("HAPI's $import: " + kind);
            hapi.house();
            setting.progress().say("$import to warm up: " + hapi.load(sizes.warmUp()));
            List<Double> rates = new ArrayList<>();
            List<Double> withoutWaits = new ArrayList<>();
            for (int run = 0; run < sizes.runs(); run++) {
                server.database().execute("checkpoint");
                StockImport.Imported imported = hapi.load(sizes.stock());
                rates.add(imported.perSecond());
                withoutWaits.add(imported.perSecondStoring());
                setting.progress().say("$import: " + imported);
            }
            setting.report().rate(Report.Path.STOCK_IMPORT, new Sample(rates));
            setting.report().rate(Report.Path.STOCK_IMPORT_STORING, new Sample(withoutWaits));
        }
    }
}
