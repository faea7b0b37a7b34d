package org.aliquot.server.bulk.export.place;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of this machine, with one in it for each job: files stay where they are made. */
public final class LocalPlace implements Place {
    private static final long FULL = 1 << 20;

    private final Path folder;

    public LocalPlace(Path folder) {
        this.folder = folder;
    }

    private Path folder(Job job) {
        return folder.resolve(job.id());
    }

    @Override
    public void open() throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public Intake begin(Job job, BooleanSupplier isStopped) throws IOException {
        remove(job);
        return new Here(Files.createDirectories(folder(job)));
    }

    private record Here(Path folder) implements Intake {
        @Override
        public void take(String name, long bytes) {
            // It is where it is kept.
        }

        @Override
        public void finish() {
            // They are.
        }

        @Override
        public void close() {
            // Nothing is on its way.
        }
    }

    @Override
    public Map<String, Long> sizes(Job job) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        try (Stream<Path> files = Files.list(folder(job))) {
            for (Path file : files.toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        } catch (NoSuchFileException e) {
            // Somebody took it, or takes it.
            return Map.of();
        }
        return sizes;
    }

    @Override
    public OptionalLong size(Job job, String name) throws IOException {
        try {
            return OptionalLong.of(Files.size(folder(job).resolve(name)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Kept at(Job job, String name, long bytes, Duration most) {
        return new Kept.OnDisk(folder(job).resolve(name));
    }

    @Override
    public void remove(Job job) throws IOException {
        if (!Files.exists(folder(job))) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder(job))) {
            List<Path> deepestFirst = new ArrayList<>(all.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        }
    }

    /** Of whichever server: the folder is this one's alone. */
    @Override
    public Set<String> jobs(String server) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(one -> one.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Override
    public boolean isFull() {
        try {
            FileStore disk = Files.getFileStore(folder);
            return disk.getUsableSpace() < FULL;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
