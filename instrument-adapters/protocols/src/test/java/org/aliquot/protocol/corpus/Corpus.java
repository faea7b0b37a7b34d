package org.aliquot.protocol.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Captured messages of real instruments, kept beside the checkout; tests over them skip where there are none. */
final class Corpus {
    private static final Pattern CHECKSUMS = Pattern.compile("(\\d+)/(\\d+) frame checksums correct");

    private Corpus() {}

    static Path folder() {
        Path folder = Path.of(System.getProperty("aliquot.corpus", "no-corpus"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                "no corpus of captured messages at " + folder + " (aliquot.corpus): skipped");
        return folder;
    }

    static List<Path> files(String suffix) {
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the INDEX files say: file → how many frame checksums are right. */
    static Map<Path, Integer> correctChecksums() {
        Map<Path, Integer> correct = new TreeMap<>();
        for (Path index : files("INDEX.md")) {
            Path file = null;
            for (String line : new String(bytes(index), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("## ")) {
                    file = index.resolveSibling(line.substring(3).strip());
                }
                Matcher checksums = CHECKSUMS.matcher(line);
                if (file != null && checksums.find()) {
                    correct.put(file, Integer.valueOf(checksums.group(1)));
                }
            }
        }
        return correct;
    }
}
