package org.aliquot.server.oracle.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps written by hand: a line of JSON is stored, with its neighbours in one batch; a blank line ends the batch; {@code
 * DELETE Type/id} and {@code PUT Type/id {…}} go over REST; {@code #} begins a comment. {@code «x*900»} stands for 900
 * times x.
 */
public final class StepsFile {
    private static final Pattern REPEAT = Pattern.compile("«(.+?)\\*(\\d+)»");
    private static final Pattern REQUEST = Pattern.compile("(DELETE|PUT) (\\S+)(?: (\\{.*}))?");

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
            if (line.startsWith("{")) {
                batch.add(expanded(line));
            } else if (!line.startsWith("#")) {
                if (!batch.isEmpty()) {
                    steps.add(Step.Store.of(name + " step " + (steps.size() + 1), batch));
                    batch.clear();
                }
                if (!line.isBlank()) {
                    steps.add(request(name, line));
                }
            }
        }
        return steps;
    }

    private static Step request(String name, String line) {
        Matcher request = REQUEST.matcher(expanded(line));
        if (!request.matches()) {
            throw new IllegalArgumentException(name + ": expected JSON, DELETE, PUT or a comment: " + line);
        }
        return new Step.Rest(request.group(1), request.group(2), request.group(3));
    }

    private static String expanded(String line) {
        return REPEAT.matcher(line)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
    }
}
