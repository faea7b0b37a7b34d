package org.aliquot.server.oracle.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody's files as a corpus: NDJSON ({@code .ndjson}), and Bundles ({@code .json}) whose entries refer to each other by
 * their {@code fullUrl}, as Synthea writes them. What a line refers to comes before it, where the files have it.
 */
public final class GivenFiles {
    private static final int BATCH = 100;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern REFERENCE =
            Pattern.compile("\"reference\":\"([A-Z][A-Za-z]+/[A-Za-z0-9\\-.]{1,64})\"");
    private static final Pattern URN = Pattern.compile("\"urn:uuid:[0-9a-fA-F-]{36}\"");

    /** By {@code Type/id}. */
    private final Map<String, String> lines = new LinkedHashMap<>();

    private GivenFiles() {}

    /** All of a folder, below it too. */
    public static List<Step> steps(Path folder) {
        GivenFiles given = new GivenFiles();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                given.read(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> ordered = given.targetsFirst();
        List<Step> steps = new ArrayList<>();
        for (int from = 0; from < ordered.size(); from += BATCH) {
            steps.add(Step.Store.of(
                    "given " + (steps.size() + 1), ordered.subList(from, Math.min(ordered.size(), from + BATCH))));
        }
        return steps;
    }

    private void read(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".ndjson")) {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(JSON.readTree(line), line);
                }
            }
        } else if (name.endsWith(".json")) {
            readBundle(JSON.readTree(Files.readString(file)));
        }
    }

    private void readBundle(JsonNode bundle) throws IOException {
        Map<String, String> references = new LinkedHashMap<>();
        for (JsonNode entry : bundle.path("entry")) {
            references.put("\"" + entry.path("fullUrl").asText() + "\"", '"' + nameOf(entry.path("resource")) + '"');
        }
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String line = URN.matcher(JSON.writeValueAsString(resource))
                    .replaceAll(urn -> references.getOrDefault(urn.group(), urn.group()));
            add(resource, line);
        }
    }

    private void add(JsonNode resource, String line) {
        lines.put(nameOf(resource), line);
    }

    private static String nameOf(JsonNode resource) {
        return resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
    }

    private List<String> targetsFirst() {
        Set<String> ordered = new LinkedHashSet<>();
        lines.keySet().forEach(name -> place(name, ordered, new LinkedHashSet<>()));
        List<String> all = new ArrayList<>();
        ordered.forEach(name -> all.add(lines.get(name)));
        return Collections.unmodifiableList(all);
    }

    /** After all that it refers to, circles aside. */
    private void place(String name, Set<String> ordered, Set<String> above) {
        if (!lines.containsKey(name) || ordered.contains(name) || !above.add(name)) {
            return;
        }
        REFERENCE
                .matcher(lines.get(name))
                .results()
                .map((MatchResult reference) -> reference.group(1))
                .forEach(target -> place(target, ordered, above));
        ordered.add(name);
    }
}
