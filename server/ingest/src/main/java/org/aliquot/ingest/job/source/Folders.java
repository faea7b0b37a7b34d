package org.aliquot.ingest.job.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files and folders as a list of files, in an order in which few lines refer to what comes later. */
public final class Folders {
    private static final Pattern NAME = Pattern.compile("(?i).+\\.(ndjson|jsonl)(\\.gz)?");
    private static final Pattern TYPE = Pattern.compile("\"resourceType\"\\s*:\\s*\"([A-Za-z]+)\"");
    private static final int FIRST_LINE = 64 * 1024;

    private Folders() {}

    /**
     * The files, each once; of folders all {@code .ndjson} and {@code .jsonl} files below them, plain or {@code .gz}.
     *
     * @throws IOException when a path does not exist or a folder cannot be read
     */
    public static List<Path> files(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> below = Files.walk(path)) {
                    below.filter(Files::isRegularFile)
                            .filter(file ->
                                    NAME.matcher(file.getFileName().toString()).matches())
                            .sorted()
                            .forEach(files::add);
                }
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw new IOException(path + ": no such file or folder");
            }
        }
        List<Ranked> ranked = new ArrayList<>();
        for (Path file : files.stream().distinct().toList()) {
            ranked.add(new Ranked(file, TypeOrder.rank(typeOf(file))));
        }
        return ranked.stream()
                .sorted(Comparator.comparingInt(Ranked::rank))
                .map(Ranked::file)
                .toList();
    }

    private record Ranked(Path file, int rank) {}

    /** By its name, as exports have it ({@code Patient.000.ndjson}), else by its first line; empty where neither says. */
    static Optional<String> typeOf(Path file) {
        for (String word : file.getFileName().toString().split("[^A-Za-z]+")) {
            Optional<String> type = TypeOrder.TYPES.stream()
                    .filter(known -> known.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst();
            if (type.isPresent()) {
                return type;
            }
        }
        try (InputStream bytes = Unpacked.of(Files.newInputStream(file))) {
            Matcher type = TYPE.matcher(new String(bytes.readNBytes(FIRST_LINE), UTF_8));
            return type.find() ? Optional.of(type.group(1)) : Optional.empty();
        } catch (IOException unreadable) {
            // Said once it is its turn.
            return Optional.empty();
        }
    }
}
