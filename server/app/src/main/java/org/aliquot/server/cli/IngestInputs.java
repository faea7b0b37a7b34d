package org.aliquot.server.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What is to be loaded, in this order. */
record IngestInputs(List<Path> files, List<URI> urls) {
    IngestInputs {
        files = List.copyOf(files);
        urls = List.copyOf(urls);
    }

    /** Bytes once unpacked; empty where that cannot be known before. */
    OptionalLong plainBytes() {
        boolean isKnown = urls.isEmpty()
                && files.stream().noneMatch(file -> file.toString().endsWith(".gz"));
        if (!isKnown) {
            return OptionalLong.empty();
        }
        try {
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return OptionalLong.of(bytes);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
