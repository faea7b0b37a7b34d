package org.aliquot.server.oracle.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The examples of the R4 specification as a corpus, from the class path ({@code com.ibm.fhir:fhir-examples}).
 *
 * <p>Many refer to what the specification does not have, and some to each other in circles: first every target is
 * created empty over REST, so that each example can be stored whatever its batch.
 */
public final class SpecificationExamples {
    private static final String FOLDER = "json/spec/";
    private static final String MARKER = "/" + FOLDER + "patient-example.json";

    /** Larger ones are collections of definitions, not examples: all of R4's StructureDefinitions in one Bundle. */
    private static final long LARGEST = 300_000;

    private static final int BATCH = 40;
    private static final Pattern TYPE = Pattern.compile("\"resourceType\"\\s*:\\s*\"([A-Za-z]+)\"");
    private static final Pattern REFERENCE =
            Pattern.compile("\"(?:reference|questionnaire)\"\\s*:\\s*\"([A-Z][A-Za-z]+/[A-Za-z0-9\\-.]{1,64})[\"/]");

    private SpecificationExamples() {}

    /** All examples of some types, in the order of their file names. */
    public static List<Step> steps(Predicate<String> types) {
        Map<String, String> files = files(types);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Rest("POST", "", emptyTargets(files.values())));
        List<String> batch = new ArrayList<>();
        for (String json : files.values()) {
            batch.add(json);
            if (batch.size() == BATCH) {
                steps.add(Step.Store.of("examples " + steps.size(), batch));
                batch.clear();
            }
        }
        steps.add(Step.Store.of("examples " + steps.size(), batch));
        return steps;
    }

    private static String emptyTargets(Iterable<String> examples) {
        Set<String> targets = new TreeSet<>();
        for (String json : examples) {
            REFERENCE.matcher(json).results().forEach(reference -> targets.add(reference.group(1)));
        }
        Set<String> entries = new LinkedHashSet<>();
        for (String target : targets) {
            String[] parts = target.split("/");
            entries.add("""
                    {"fullUrl":"%1$s/%2$s","resource":{"resourceType":"%1$s","id":"%2$s"},\
                    "request":{"method":"PUT","url":"%1$s/%2$s"}}""".formatted(parts[0], parts[1]));
        }
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + String.join(",", entries) + "]}";
    }

    /** By file name; a file is one line. */
    private static Map<String, String> files(Predicate<String> types) {
        Map<String, String> files = new LinkedHashMap<>();
        URL marker = Objects.requireNonNull(SpecificationExamples.class.getResource(MARKER), MARKER);
        try (JarFile jar = ((JarURLConnection) marker.openConnection()).getJarFile()) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(FOLDER) && entry.getSize() <= LARGEST)
                    .sorted((one, other) -> one.getName().compareTo(other.getName()))
                    .toList();
            for (JarEntry entry : entries) {
                try (InputStream content = jar.getInputStream(entry)) {
                    // JSON has no line end inside a string.
                    String json = new String(content.readAllBytes(), UTF_8).replaceAll("\\R", " ");
                    Matcher type = TYPE.matcher(json);
                    if (type.find() && types.test(type.group(1))) {
                        files.put(entry.getName(), json);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
