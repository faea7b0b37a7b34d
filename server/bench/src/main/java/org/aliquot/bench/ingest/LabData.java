package org.aliquot.bench.ingest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.generate.SingleStream;

/** Files of generated resources; another seed, other resources. They go when this is closed. */
final class LabData implements AutoCloseable {
    private final Path folder;
    private final Progress progress;
    private final List<Path> made = new ArrayList<>();

    LabData(Path folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** A file of at least so many resources; references point at lines above. */
    Path file(long resources, long seed) throws IOException {
        Path file = folder.resolve("seed-" + seed + "-" + resources + ".ndjson");
        if (!Files.exists(file)) {
            progress.say("generating " + resources + " resources, seed " + seed);
            made.add(file);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18)) {
                new Generator(seed, Claims.NONE).resources(resources, new SingleStream(out));
            }
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        for (Path file : made) {
            Files.deleteIfExists(file);
        }
    }
}
