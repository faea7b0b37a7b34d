package org.aliquot.bench.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of generated resources; another seed, other resources. */
final class LabData {
    private final AliquotCli cli;
    private final Path folder;
    private final Progress progress;

    LabData(AliquotCli cli, Path folder, Progress progress) {
        this.cli = cli;
        this.folder = folder;
        this.progress = progress;
    }

    /** A file of at least so many resources; references point at lines above. */
    Path file(long resources, int seed) throws IOException, InterruptedException {
        Path file = folder.resolve("seed-" + seed + "-" + resources + ".ndjson");
        if (!Files.exists(file)) {
            progress.say("generating " + resources + " resources, seed " + seed);
            cli.runInto(file, "generate", "--resources", Long.toString(resources), "--seed", Integer.toString(seed));
        }
        return file;
    }
}
