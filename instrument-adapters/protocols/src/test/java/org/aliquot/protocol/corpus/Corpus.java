package org.aliquot.protocol.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
            return all.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith(suffix))
                    .sorted()
                    .toList();
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

    /** A copy with some bytes changed, a piece cut out and a piece doubled. */
    static byte[] damaged(byte[] whole, Random random) {
        byte[] controls = {0x02, 0x03, 0x04, 0x05, 0x06, 0x0B, 0x0D, 0x15, 0x17, 0x1C, '&', '|', 'H'};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = random.nextInt(whole.length);
        int cut = random.nextInt(50);
        out.write(whole, 0, from);
        out.write(whole, Math.max(0, from - cut), Math.min(cut, from));
        int rest = Math.min(whole.length, from + random.nextInt(50));
        out.write(whole, rest, whole.length - rest);
        byte[] damaged = out.toByteArray();
        for (int i = 0; i < 5 && damaged.length > 0; i++) {
            damaged[random.nextInt(damaged.length)] = controls[random.nextInt(controls.length)];
        }
        return damaged;
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
