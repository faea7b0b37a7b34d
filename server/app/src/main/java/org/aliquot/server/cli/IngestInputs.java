package org.aliquot.server.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.ingest.job.source.Folders;

/**
 * What is to be loaded, in this order.
 *
 * @param deletions applied when all of the others are stored
 * @param leftOut files of folders that hold no resources to load: what an export, or a load, said of errors
 */
record IngestInputs(List<Path> files, List<URI> urls, DeletionFiles deletions, List<Path> leftOut) {
    IngestInputs {
        files = List.copyOf(files);
        urls = List.copyOf(urls);
        leftOut = List.copyOf(leftOut);
    }

    /** @throws IOException where a path is not there */
    static IngestInputs of(List<Path> paths, List<URI> urls) throws IOException, CommandFailedException {
        Set<Path> named = new HashSet<>(paths);
        List<Path> files = new ArrayList<>();
        List<Path> deletions = new ArrayList<>();
        List<Path> leftOut = new ArrayList<>();
        for (Path file : Folders.files(paths)) {
            if (DeletionFiles.isOne(file)) {
                deletions.add(file);
            } else if (isOfErrors(file) && !named.contains(file)) {
                leftOut.add(file);
            } else {
                files.add(file);
            }
        }
        if (!deletions.isEmpty()) {
            requireOneExport(files, deletions, urls);
        }
        return new IngestInputs(files, urls, new DeletionFiles(deletions), leftOut);
    }

    private static boolean isOfErrors(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.errors\\.(ndjson|jsonl)(\\.gz)?");
    }

    // What one export says was deleted, the next may have again: applied last of all it would be lost.
    private static void requireOneExport(List<Path> files, List<Path> deletions, List<URI> urls)
            throws CommandFailedException {
        Set<String> folders = Stream.concat(files.stream(), deletions.stream())
                .map(file -> Objects.toString(file.toAbsolutePath().normalize().getParent()))
                .collect(Collectors.toSet());
        if (folders.size() > 1 || !urls.isEmpty()) {
            throw new CommandFailedException(
                    ExitCodes.USAGE,
                    deletions.get(0) + " says what was deleted, by one export: load each export by itself, the oldest"
                            + " first; nothing was loaded");
        }
    }

    boolean isEmpty() {
        return files.isEmpty() && urls.isEmpty() && deletions.files().isEmpty();
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
