package org.aliquot.server.oracle.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Steps written by hand: a line of JSON is stored, with its neighbours in one batch; a blank line ends the batch; {@code
 * DELETE Type/id} deletes; {@code #} begins a comment. {@code «x*900»} stands for 900 times x.
 */
public final class StepsFile {
    private static final Pattern REPEAT = Pattern.compile("«(.+?)\\*(\\d+)»");

    private StepsFile() {}

    /** The steps of a file beside this class. */
    public static List<Step> read(String name) {
        try (InputStream file = StepsFile.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("no " + name + " beside " + StepsFile.class.getName());
            }
            return parse(name, new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Step> parse(String name, String text) {
        List<Step> steps = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        for (String line : (text + "\n").split("\n", -1)) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("{")) {
                batch.add(expanded(line));
                continue;
            }
            if (!batch.isEmpty()) {
                steps.add(Step.Store.of(name + " step " + (steps.size() + 1), batch));
                batch.clear();
            }
            if (line.startsWith("DELETE ")) {
                steps.add(new Step.Delete(line.substring("DELETE ".length()).strip()));
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(name + ": expected JSON, DELETE or a comment: " + line);
            }
        }
        return steps;
    }

    private static String expanded(String line) {
        return REPEAT.matcher(line)
                .replaceAll(match -> match.group(1)
                        .repeat(Integer.parseInt(match.group(2)))
                        .replace("\\", "\\\\")
                        .replace("$", "\\$"));
    }
}
