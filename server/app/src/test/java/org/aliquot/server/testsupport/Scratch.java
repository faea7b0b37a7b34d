package org.aliquot.server.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Directories below {@code target} for one test's server: a database each, 100 MB and more, too many to leave lying about. */
public final class Scratch {
    private static final Path HOME = Path.of("target", "scratch");

    private Scratch() {}

    /** A new one. */
    public static Path directory(String name) {
        try {
            return Files.createTempDirectory(Files.createDirectories(HOME), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With everything in it; nobody uses it any more. */
    public static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
