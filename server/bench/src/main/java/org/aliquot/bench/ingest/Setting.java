package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What all stages share.
 *
 * @param jar the packaged server
 * @param folder where data goes, on the disk to be measured
 */
record Setting(Path jar, Path folder, Sizes sizes, LabData data, Progress progress, Report report) {
    private static final int STOCK_SEED = 1;
    private static final int BASE_SEED = 2;
    private static final int FIRST_ONTO_SEED = 3;

    /**
     * How much of everything.
     *
     * @param runs measurements of each path
     * @param base resources of an initial load
     * @param onto resources ingested onto it, each time
     * @param stock resources sent as bundles, each time
     * @param warmUp resources sent as bundles before
     * @param clients senders of bundles
     */
    record Sizes(int runs, long base, long onto, long stock, long warmUp, int clients) {
        // Each client finishes the patient it is at: some hundred resources.
        private static final long OF_ONE_PATIENT = 1_000;

        long bundled() {
            // Before each initial load, and before each load onto it.
            return warmUp + 2L * runs * stock + (2L * runs + 1) * clients * OF_ONE_PATIENT;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d resources initially, then %,d each time; bundles of 96 PUTs by %d clients, %,d to warm up, then"
                            + " %,d each time; a checkpoint before each measurement",
                    base,
                    onto,
                    clients,
                    warmUp,
                    stock);
        }
    }

    Path bundledFile() throws IOException {
        return data.file(sizes.bundled(), STOCK_SEED);
    }

    Path baseFile() throws IOException {
        return data.file(sizes.base(), BASE_SEED);
    }

    Path ontoFile(int run) throws IOException {
        return data.file(sizes.onto(), FIRST_ONTO_SEED + run);
    }

    BenchServer start(BenchServer.Kind kind) throws IOException, InterruptedException {
        progress.say("starting a server: " + kind);
        return BenchServer.start(jar, folder, kind);
    }
}
